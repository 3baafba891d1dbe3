package io.holdfast.installer.preflight;

import io.holdfast.installer.host.HostFacts;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.render.Renderer;
import io.holdfast.templates.render.SystemUser;
import io.holdfast.templates.site.Host;
import io.holdfast.templates.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Whether the users that services shall run as are on a host as the site says, or can be made
/// there just so, and whether they are kept apart from each other and from root. Where the site
/// leaves them to Holdfast, only their numbers are asked and whose the data is.
final class UserChecks {
  private static final String CHECK = "users";
  private static final List<String> NO_LOGIN = List.of("nologin", "false", "sync");

  private final String host;
  private final HostFacts facts;
  private final List<Finding> findings = new ArrayList<>();

  private UserChecks(String host, HostFacts facts) {
    this.host = host;
    this.facts = facts;
  }

  static List<String> questions(Site site, Host host) {
    var questions = new ArrayList<String>();
    var users = Renderer.users(site, host).values();
    var isGiven = users.stream().anyMatch(user -> !user.isPlain());
    for (var user : users) {
      questions.add("user:" + user.name());
      questions.add("owner:" + user.home());
      if (isGiven) {
        questions.add("group:" + user.group());
      }
      if (!user.isPlain()) {
        user.uid().ifPresent(number -> questions.add("user:" + number));
        user.gid().ifPresent(number -> questions.add("group:" + number));
      }
    }
    return questions;
  }

  static List<Finding> of(Site site, Host host, HostFacts facts) {
    return of(site, host, facts, _ -> true);
  }

  /// The same of the users of some components.
  static List<Finding> of(Site site, Host host, HostFacts facts, Predicate<String> isConcerned) {
    var checks = new UserChecks(host.name(), facts);
    var users = new TreeMap<>(Renderer.users(site, host));
    users.keySet().removeIf(isConcerned.negate());
    users.forEach(checks::check);
    checks.apart("user", List.copyOf(users.values()), SystemUser::name, SystemUser::uid);
    checks.apart("group", List.copyOf(users.values()), SystemUser::group, SystemUser::gid);
    var isGiven = users.values().stream().anyMatch(user -> !user.isPlain());
    if (checks.findings.isEmpty() && isGiven) {
      var names = users.values().stream().map(SystemUser::name).toList();
      checks.findings.add(Finding.ok(CHECK, host.name(), String.join(", ", names)));
    }
    return checks.findings;
  }

  private void check(String component, SystemUser user) {
    if (!user.isPlain()) {
      var key = "users." + component;
      check(key, "user", user.name(), user.uid(), user.create());
      check(key, "group", user.group(), user.gid(), user.create());
      shell(user);
    }
    data(component, user);
  }

  /// One table, `user` or `group`: their answers begin alike, with name and number.
  private void check(
      String key, String table, String name, Optional<Integer> number, boolean create) {
    var found = facts.answer(table + ":" + name, 1);
    if (found.isEmpty() && !create) {
      fail(missing(key, table, name, number));
    } else if (found.isEmpty()) {
      number
          .flatMap(wanted -> facts.answer(table + ":" + wanted, 0))
          .ifPresent(other -> fail(taken(key, table, name, number.orElseThrow(), other)));
    } else if (number.isPresent() && !found.get().equals(number.get().toString())) {
      fail(differs(key, table, name, number.get(), found.get()));
    }
  }

  private Problem missing(String key, String table, String name, Optional<Integer> number) {
    var flag = table.equals("user") ? " --uid " : " --gid ";
    var shell = table.equals("user") ? " --no-create-home --shell /usr/sbin/nologin" : "";
    return Problem.of(ProblemId.SERVICE_USER_MISSING, "There is no " + table + " " + name)
        .withEvidence("getent finds none; " + key + " in site.yaml says create: false")
        .withFix(
            "on the host: "
                + table
                + "add --system"
                + number.map(it -> flag + it).orElse("")
                + shell
                + " "
                + name
                + "   # or have it made in the directory",
            "or take create: false away from " + key + ", and Holdfast makes it");
  }

  private Problem taken(String key, String table, String name, int number, String other) {
    return Problem.of(
            ProblemId.SERVICE_USER_DIFFERS,
            "The number " + number + " of the " + table + " " + name + " is taken by " + other)
        .withEvidence("getent " + (table.equals("user") ? "passwd" : "group") + " " + number)
        .withFix("choose a number in " + key + " that is free on every host");
  }

  private Problem differs(String key, String table, String name, int wanted, String found) {
    return Problem.of(
            ProblemId.SERVICE_USER_DIFFERS,
            "The " + table + " " + name + " has the number " + found + ", not " + wanted)
        .withEvidence(key + " in site.yaml says " + wanted)
        .withFix(
            "write " + found + " in " + key + " if that is so on every host, or correct it there");
  }

  /// Rights go by numbers: two names of one number are one user, and one of 0 is root.
  private void apart(
      String table,
      List<SystemUser> users,
      Function<SystemUser, String> name,
      Function<SystemUser, Optional<Integer>> wanted) {
    var names = new TreeMap<String, String>();
    for (var user : users) {
      var known =
          facts
              .answer(table + ":" + name.apply(user), 1)
              .or(() -> wanted.apply(user).map(number -> number.toString()));
      if (known.isEmpty()) {
        continue;
      }
      var number = known.get();
      var other = number.equals("0") ? "root" : names.putIfAbsent(number, name.apply(user));
      if (other != null) {
        fail(alias(table, name.apply(user), number, other));
      }
    }
  }

  private static Problem alias(String table, String name, String number, String other) {
    return Problem.of(
            ProblemId.SERVICE_USER_DIFFERS,
            "The %s %s is only another name of %s".formatted(table, name, other))
        .withEvidence("both have the number " + number)
        .withFix(
            "give "
                + name
                + " a number of its own on this host, or name another "
                + table
                + " under users in site.yaml: the keys of the products are kept apart by it");
  }

  private void shell(SystemUser user) {
    var shell = facts.answer("user:" + user.name(), 3).orElse("/usr/sbin/nologin");
    if (!NO_LOGIN.contains(shell.substring(shell.lastIndexOf('/') + 1))) {
      var problem =
          Problem.of(ProblemId.SERVICE_USER_SHELL, "The user " + user.name() + " can log in")
              .withHost(host)
              .withEvidence("its shell is " + (shell.isEmpty() ? "that of the system" : shell))
              .withFix("on the host: usermod --shell /usr/sbin/nologin " + user.name());
      findings.add(Finding.warn(CHECK, problem));
    }
  }

  /// A site keeps its users: a product under another one could not read its own data.
  private void data(String component, SystemUser user) {
    var owner = facts.answer("owner:" + user.home(), 0);
    var number =
        facts.answer("user:" + user.name(), 1).or(() -> user.uid().map(uid -> uid.toString()));
    if (owner.isPresent() && !owner.equals(number)) {
      fail(
          Problem.of(
                  ProblemId.SERVICE_USER_DIFFERS,
                  "The data of " + component + " belongs to another user than " + user.name())
              .withEvidence(user.home() + " belongs to the user with the number " + owner.get())
              .withFix(
                  "name in site.yaml the user that this site was installed with",
                  "stat " + user.home() + "   # on the host: where no site has used it yet"));
    }
  }

  private void fail(Problem problem) {
    findings.add(Finding.fail(CHECK, problem.withHost(host)));
  }
}
