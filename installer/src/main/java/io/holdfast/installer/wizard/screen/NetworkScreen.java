package io.holdfast.installer.wizard.screen;

import static io.holdfast.installer.wizard.Question.DATACENTER;
import static io.holdfast.installer.wizard.Question.DNS_ZONE;
import static io.holdfast.installer.wizard.Question.HTTP_PORT;
import static io.holdfast.installer.wizard.Question.STATS_PORT;

import io.holdfast.installer.wizard.Draft;
import io.holdfast.installer.wizard.Field;
import java.util.List;

/// Names and ports that the site may choose.
final class NetworkScreen extends SitePart {
  @Override
  public String id() {
    return "network";
  }

  @Override
  public String title() {
    return "Network";
  }

  @Override
  public List<Field> fields(Draft draft) {
    return List.of(DNS_ZONE.field(), DATACENTER.field(), HTTP_PORT.field(), STATS_PORT.field());
  }

  @Override
  public String command(Draft draft) {
    return "holdfast requirements site.yaml   # every port, for the firewall";
  }
}
