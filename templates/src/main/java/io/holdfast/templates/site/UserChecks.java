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
    if (users.nomad().isPresent() || bound.value().engine() == Engine.NOMAD) {
      checkApart(
          users.nomad().isPresent() ? "users.nomad" : "users.consul",
          Names.of(users.consul(), ServiceUsers.OWN_CONSUL),
          Names.of(users.nomad(), ServiceUsers.OWN_NOMAD));
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

  /// What a product runs with, whether the site says it or not.
  private record Names(String name, String group, Optional<Integer> uid, Optional<Integer> gid) {
    static Names of(Optional<ServiceUser> given, String own) {
      var name = given.flatMap(ServiceUser::name).orElse(own);
      return new Names(
          name,
          given.flatMap(ServiceUser::group).orElse(name),
          given.flatMap(ServiceUser::uid),
          given.flatMap(ServiceUser::gid));
    }
  }

  /// One user of both could read the keys of both.
  private void checkApart(String path, Names consul, Names nomad) {
    if (consul.name().equals(nomad.name())) {
      refuse(path + ".name", "Consul and Nomad need a user each: keys are kept apart by it");
    } else if (isSame(consul.uid(), nomad.uid())) {
      refuse(path + ".uid", "Consul and Nomad need a user each, so two numbers");
    }
    if (consul.group().equals(nomad.group())) {
      refuse(path + ".group", "Consul and Nomad need a group each: keys are kept apart by it");
    } else if (isSame(consul.gid(), nomad.gid())) {
      refuse(path + ".gid", "Consul and Nomad need a group each, so two numbers");
    }
  }

  private static boolean isSame(Optional<?> one, Optional<?> other) {
    return one.isPresent() && one.equals(other);
  }

  private void refuse(String path, String what) {
    problems.add(bound.problem(ProblemId.VALUE_REFUSED, path, what));
  }
}
