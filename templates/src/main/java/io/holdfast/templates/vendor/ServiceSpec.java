package io.holdfast.templates.vendor;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.holdfast.templates.yaml.Default;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One of the vendor's own services: an image that answers HTTP on a port.
///
/// `image` names an image of the bundle; `port` is the one inside the container, `hostPort` the one
/// on every worker. `healthPath` answers 2xx as long as the instance may get traffic. `cpuMhz` and
/// `memoryMb` are what Nomad sets aside for one instance, and the memory it may use at most; swarm
/// sets nothing aside.
public record ServiceSpec(
    String name,
    String image,
    int port,
    int hostPort,
    @Default("1") int instancesPerWorker,
    @Default("/") String healthPath,
    @Default("{}") Map<String, String> environment,
    Optional<List<String>> command,
    @Default("" + ServiceSpec.USUAL_MHZ) int cpuMhz,
    @Default("" + ServiceSpec.USUAL_MB) int memoryMb) {
  static final int USUAL_MHZ = 100;
  static final int USUAL_MB = 128;
  private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,40}[a-z0-9])?");
  private static final Pattern IMAGE = Pattern.compile("[a-z0-9][a-zA-Z0-9._/:@-]{0,254}");
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/?=&%-]{0,200}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public ServiceSpec {
    require(NAME, name, "the name of a service: a-z, 0-9 and hyphens, a letter first");
    require(IMAGE, image, "the name of an image");
    require(PATH, healthPath, "a path of a URL");
    requirePort(port);
    requirePort(hostPort);
    if (instancesPerWorker < 1 || instancesPerWorker > 100) {
      throw new IllegalArgumentException("instancesPerWorker must be 1 to 100");
    }
    if (cpuMhz < 1 || memoryMb < 10) {
      throw new IllegalArgumentException("cpuMhz must be at least 1, memoryMb at least 10");
    }
    environment.keySet().forEach(key -> require(VARIABLE, key, "the name of a variable"));
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    command = command.map(List::copyOf);
  }

  /// As it stands in a manifest or a plan. Those of before the engine nomad name neither `cpuMhz`
  /// nor `memoryMb`, and stay readable.
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  static ServiceSpec written(
      String name,
      String image,
      int port,
      int hostPort,
      int instancesPerWorker,
      String healthPath,
      Map<String, String> environment,
      Optional<List<String>> command,
      @Nullable Integer cpuMhz,
      @Nullable Integer memoryMb) {
    return new ServiceSpec(
        name,
        image,
        port,
        hostPort,
        instancesPerWorker,
        healthPath,
        environment,
        command,
        cpuMhz == null ? USUAL_MHZ : cpuMhz,
        memoryMb == null ? USUAL_MB : memoryMb);
  }

  private static void require(Pattern form, String text, String wanted) {
    if (!form.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not " + wanted);
    }
  }

  private static void requirePort(int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(port + " is not a port: 1 to 65535");
    }
  }
}
