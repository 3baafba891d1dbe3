package io.holdfast.lab.host;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.problem.Problem;
import io.holdfast.templates.problem.ProblemId;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A set of practice hosts on this machine, by name. Every call may be repeated: `up` makes or
/// repairs what is missing and changes nothing else, `down` removes everything, whatever crashed
/// before.
public final class PracticeLab {
  public static final String USUAL_NAME = "lab";
  private static final String USER = "ops";
  private static final String PASSWORD_LETTERS =
      "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private final LabPlaces places;
  private final Consumer<String> says;

  private PracticeLab(LabPlaces places, Consumer<String> says) {
    this.places = places;
    this.says = says;
  }

  /// The lab of that name, made or not. `says` hears about everything that takes time.
  public static PracticeLab named(String name, Consumer<String> says) {
    new LabShape(name, Release.TRIXIE, 1, 0);
    return new PracticeLab(LabPlaces.of(name), says);
  }

  /// The names of all labs on this machine, in order.
  public static List<String> names() {
    try (Stream<Path> entries = Files.list(LabPlaces.USUAL)) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  /// Makes, repairs or just finds the lab; returns when every host has booted and its sshd listens.
  public LabStatus up(LabShape shape) {
    return locked(
        () -> {
          var base = BaseImage.of(shape.release()).make(says);
          var plan = planFor(shape);
          makeFiles(plan);
          new LabNetwork(plan).make();
          prepareHosts(plan, base);
          bootHosts(plan);
          return status();
        });
  }

  /// Removes hosts, network and files. The base stays in the cache for the next time.
  public void down() {
    locked(
        () -> {
          var plan = readPlan();
          plan.ifPresent(this::removeRunning);
          Mounts.removeBelow(places.folder());
          SystemCommand.run("rm", "-rf", "--one-file-system", places.folder().toString());
          return amongAll(() -> names().isEmpty() && Files.deleteIfExists(places.all()));
        });
  }

  public LabStatus status() {
    return readPlan().map(this::statusOf).orElseGet(() -> LabStatus.absent(places.name()));
  }

  /// Orderly reboot of a host; returns when it is up again.
  public void reboot(String host) {
    machine(host).reboot();
  }

  /// Ends all processes of a host at once; `start` brings it back.
  public void powerCut(String host) {
    machine(host).powerCut();
  }

  /// Starts a host that is off; returns when it is up.
  public void start(String host) {
    var plan = plan();
    try {
      Mounts.overlay(BaseImage.of(plan.shape().release()).make(says), places.host(host));
    } finally {
      new LabNetwork(plan).make();
    }
    machine(host).powerOn();
    machine(host).awaitUp();
  }

  /// Cuts the power of a host and gives it an empty disk under its old name and address; returns
  /// when it is up, with host keys of its own that only `status` knows.
  public void replaceDisk(String host) {
    powerCut(host);
    var folders = places.host(host);
    Mounts.removeBelow(folders.folder());
    for (var disk :
        List.of(folders.upper(), folders.work(), folders.docker(), folders.prepared())) {
      SystemCommand.run("rm", "-rf", disk.toString());
    }
    up(plan().shape());
  }

  /// Shuts every host down in order, keeps what stands on their disks, and boots them again. There
  /// is one such mark; a second call replaces it.
  public void mark() {
    locked(
        () -> {
          var plan = plan();
          var machines = machines(plan);
          machines.forEach(Machine::askToPowerOff);
          machines.forEach(Machine::awaitOff);
          new SavedDisks(plan, places).save();
          return bootAgain(plan);
        });
  }

  /// Cuts the power of every host and boots them with the disks of the last `mark`.
  public void rewind() {
    locked(
        () -> {
          var plan = plan();
          machines(plan).forEach(Machine::powerCut);
          new SavedDisks(plan, places).putBack();
          return bootAgain(plan);
        });
  }

  private boolean bootAgain(LabPlan plan) {
    var base = BaseImage.of(plan.shape().release()).make(says);
    plan.hosts().forEach(host -> Mounts.overlay(base, places.host(host.name())));
    new LabNetwork(plan).make();
    bootHosts(plan);
    return true;
  }

  /// Runs a command as root inside a host, past sshd and sudo: for looking, in tests.
  public SystemCommand.Result exec(String host, String... command) {
    return machine(host).inside(command);
  }

  /// The command of this machine that runs one as root inside a host, with both ends open.
  public List<String> command(String host, String... command) {
    return machine(host)
        .entering(command)
        .orElseThrow(
            () -> HoldfastException.of(ProblemId.LAB_HOST_NOT_UP, "The host " + host + " is off"));
  }

  private LabPlan planFor(LabShape shape) throws IOException {
    var known = readPlan();
    if (known.isPresent()) {
      return sameShape(known.get(), shape);
    }
    return amongAll(() -> newPlan(shape));
  }

  /// What is about all labs is done for one lab at a time: each takes a network of its own.
  private static <T> T amongAll(FileLocks.Work<T> work) {
    return FileLocks.holding(BaseImage.cacheFolder().resolve(".labs.lock"), work);
  }

  private LabPlan newPlan(LabShape shape) throws IOException {
    var taken = LabNetwork.taken();
    for (var other : names()) {
      new PracticeLab(new LabPlaces(places.all(), other), says)
          .readPlan()
          .ifPresent(plan -> taken.add(plan.network()));
    }
    int network =
        Stream.iterate(1, n -> n + 1).filter(n -> !taken.contains(n)).findFirst().orElseThrow();
    var plan = new LabPlan(shape, network);
    Files.createDirectories(places.folder());
    replace(places.plan(), Json.pretty(plan));
    return plan;
  }

  private static LabPlan sameShape(LabPlan known, LabShape wanted) {
    if (!known.shape().equals(wanted)) {
      throw Problem.of(
              ProblemId.LAB_SHAPE_REFUSED,
              "The lab " + wanted.name() + " is there with another shape")
          .withEvidence(known.shape().toString())
          .withFix("holdfast lab down --name " + wanted.name())
          .asException();
    }
    return known;
  }

  private void makeFiles(LabPlan plan) throws IOException {
    Files.setPosixFilePermissions(places.folder(), PosixFilePermissions.fromString("rwx------"));
    replace(places.startScript(), BaseImage.resource("start-host.sh"));
    if (!Files.exists(places.publicKey())) {
      Files.deleteIfExists(places.key());
      SystemCommand.run(
          "ssh-keygen",
          "-q",
          "-t",
          "ed25519",
          "-N",
          "",
          "-C",
          "lab-" + plan.shape().name(),
          "-f",
          places.key().toString());
    }
    if (!Files.exists(places.sudoPassword())) {
      replace(places.sudoPassword(), newPassword() + "\n");
    }
  }

  private static String newPassword() {
    var random = new SecureRandom();
    var password = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      password.append(PASSWORD_LETTERS.charAt(random.nextInt(PASSWORD_LETTERS.length())));
    }
    return password.toString();
  }

  private void prepareHosts(LabPlan plan, Path base) throws IOException {
    var password = Secret.of(Files.readString(places.sudoPassword()).strip());
    var preparation =
        new HostPreparation(plan, places, Files.readString(places.publicKey()), password);
    for (var host : plan.hosts()) {
      var folders = places.host(host.name());
      for (var folder :
          List.of(folders.upper(), folders.work(), folders.root(), folders.docker())) {
        Files.createDirectories(folder);
      }
      Mounts.overlay(base, folders);
      preparation.prepare(host);
    }
    replace(places.knownHosts(), knownHosts(plan));
  }

  private String knownHosts(LabPlan plan) throws IOException {
    var lines = new StringBuilder();
    for (var host : plan.hosts()) {
      var ssh = places.host(host.name()).root().resolve("etc/ssh");
      for (var kind : List.of("ecdsa", "ed25519", "rsa")) {
        var key = Files.readString(ssh.resolve("ssh_host_" + kind + "_key.pub")).split(" ");
        lines
            .append(host.address())
            .append(' ')
            .append(key[0])
            .append(' ')
            .append(key[1].strip())
            .append('\n');
      }
    }
    return lines.toString();
  }

  private void bootHosts(LabPlan plan) {
    var machines = machines(plan);
    machines.forEach(Machine::powerOn);
    machines.forEach(
        machine -> {
          if (!machine.isUp()) {
            says.accept("Waiting for " + machine.name() + " to boot");
            machine.awaitUp();
          }
        });
  }

  private List<Machine> machines(LabPlan plan) {
    return plan.hosts().stream().map(host -> new Machine(plan, host, places)).toList();
  }

  private void removeRunning(LabPlan plan) {
    for (var machine : ControlGroups.machines(plan.bridge() + "-")) {
      Machine.kill(machine);
      ControlGroups.remove(machine);
    }
    new LabNetwork(plan).remove();
  }

  private LabStatus statusOf(LabPlan plan) {
    var access =
        new LabStatus.Access(
            USER,
            places.key().toString(),
            places.knownHosts().toString(),
            places.sudoPassword().toString(),
            plan.jump().address(),
            22,
            plan.adminAddress(),
            plan.bridge());
    return LabStatus.of(
        plan, access, plan.hosts().stream().map(host -> statusOf(plan, host)).toList());
  }

  private LabStatus.HostStatus statusOf(LabPlan plan, LabHost host) {
    var machine = new Machine(plan, host, places);
    return new LabStatus.HostStatus(
        host.name(),
        host.kind(),
        host.address(),
        22,
        host.forwarding(),
        machine.leader().isPresent(),
        machine.openPorts());
  }

  private Machine machine(String name) {
    var plan = plan();
    return plan.hosts().stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .map(host -> new Machine(plan, host, places))
        .orElseThrow(
            () -> HoldfastException.of(ProblemId.LAB_NOT_THERE, "The lab has no host " + name));
  }

  private LabPlan plan() {
    return readPlan()
        .orElseThrow(
            () ->
                Problem.of(ProblemId.LAB_NOT_THERE, "There is no lab " + places.name())
                    .withFix(otherLabs())
                    .asException());
  }

  private String otherLabs() {
    var others = names();
    return others.isEmpty()
        ? "holdfast lab up --name " + places.name()
        : "name the one that is meant, of " + String.join(", ", others) + ": --name NAME";
  }

  private Optional<LabPlan> readPlan() {
    try {
      return Optional.of(Json.read(Files.readAllBytes(places.plan()), LabPlan.class));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static void replace(Path file, String text) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private <T> T locked(FileLocks.Work<T> work) {
    return FileLocks.holding(places.lock(), work);
  }
}
