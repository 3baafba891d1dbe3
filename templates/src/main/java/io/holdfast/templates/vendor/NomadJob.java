package io.holdfast.templates.vendor;

import io.holdfast.templates.text.FreeJson;
import java.util.regex.Pattern;

/// A job of the vendor in Nomad's own words: the JSON job specification, as `nomad job run -output`
/// prints it, without the outer `Job`. Images are named as hosts ask for them, such as
/// `127.0.0.1:5000/web:1.0`.
public record NomadJob(String id, FreeJson specification) {
  private static final Pattern ID = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  public NomadJob {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "\"" + id + "\" is not the id of a job: a-z, 0-9 and hyphens");
    }
    if (!specification.json().path("ID").asString("").equals(id)) {
      throw new IllegalArgumentException("the specification of " + id + " must carry it as its ID");
    }
  }
}
