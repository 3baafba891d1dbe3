package io.holdfast.templates.site;

import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.problem.Problems;
import io.holdfast.templates.yaml.Bound;
import java.util.Optional;
import java.util.regex.Pattern;

/// What must hold of `users:` in `site.yaml` before any host is asked.
final class UserChecks {
  /// What `useradd` of Debian makes without being talked round.
  private static final Pattern NEW = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  /// What a directory may hand out, as far as systemd takes it in `User=`.
  private static final Pattern GIVEN = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,31}");

  private final Bound<Site> bound;
  private final Problems problems;

  UserChecks(Bound<Site> bound, Problems problems) {
    this.bound = bound;
    this.problems = problems;
  }

  void check() {
    bound.value().users().ifPresent(this::check);
  }

  private void check(ServiceUsers users) {
    users.consul().ifPresent(user -> check("users.consul", user));
    users.nomad().ifPresent(user -> check("users.nomad", user));
    if (users.nomad().isPresent() && bound.value().engine() != Engine.NOMAD) {
      refuse("users.nomad", "users.nomad is of no use: the engine of this site runs no Nomad");
    }
    if (users.consul().isPresent() && users.nomad().isPresent()) {
      checkApart(users.consul().get(), users.nomad().get());
    }
  }

  private void check(String path, ServiceUser user) {
    user.name().ifPresent(name -> checkName(path + ".name", name, user.create()));
    user.group().ifPresent(name -> checkName(path + ".group", name, user.create()));
    user.uid().ifPresent(number -> checkNumber(path + ".uid", number));
    user.gid().ifPresent(number -> checkNumber(path + ".gid", number));
  }

  private void checkName(String path, String name, boolean create) {
    if (!(create ? NEW : GIVEN).matcher(name).matches()) {
      var what = "\"" + name + "\" is not a name of a user or a group";
      var hint =
          create && GIVEN.matcher(name).matches() ? ", unless it is there: create: false" : "";
      problems.add(bound.problem(ProblemId.BAD_NAME, path, what + hint));
    }
    if (name.equals("root")) {
      refuse(path, "A service does not run as root where it can do without");
    }
  }

  private void checkNumber(String path, int number) {
    if (number < 1 || number == Integer.MAX_VALUE) {
      refuse(path, number + " is not a number of a user or a group: 1 to 2147483646");
    }
  }

  /// One user of both could read the keys of both.
  private void checkApart(ServiceUser consul, ServiceUser nomad) {
    if (isSame(consul.name(), nomad.name())) {
      refuse("users.nomad.name", "Consul and Nomad need a user each: keys are kept apart by it");
    } else if (isSame(consul.uid(), nomad.uid())) {
      refuse("users.nomad.uid", "Consul and Nomad need a user each, so two numbers");
    }
    if (isSame(groupOf(consul), groupOf(nomad))) {
      refuse("users.nomad.group", "Consul and Nomad need a group each: keys are kept apart by it");
    } else if (isSame(consul.gid(), nomad.gid())) {
      refuse("users.nomad.gid", "Consul and Nomad need a group each, so two numbers");
    }
  }

  private static Optional<String> groupOf(ServiceUser user) {
    return user.group().or(user::name);
  }

  private static boolean isSame(Optional<?> one, Optional<?> other) {
    return one.isPresent() && one.equals(other);
  }

  private void refuse(String path, String what) {
    problems.add(bound.problem(ProblemId.VALUE_REFUSED, path, what));
  }
}
