package io.holdfast.lab.host;

import java.nio.file.Path;

/// Where a lab keeps its things on this machine. All of it goes at `down`.
record LabPlaces(Path all, String name) {
  static final Path USUAL = Path.of("/var/lib/holdfast-lab");

  static LabPlaces of(String name) {
    return new LabPlaces(USUAL, name);
  }

  Path folder() {
    return all.resolve(name);
  }

  /// Taken while the lab changes. It lies in the cache, for removing a lock file lets two holders
  /// in.
  Path lock() {
    return BaseImage.cacheFolder().resolve(name + ".lock");
  }

  Path plan() {
    return folder().resolve("lab.json");
  }

  Path key() {
    return folder().resolve("key");
  }

  Path publicKey() {
    return folder().resolve("key.pub");
  }

  Path sudoPassword() {
    return folder().resolve("sudo-password");
  }

  Path knownHosts() {
    return folder().resolve("known_hosts");
  }

  Path startScript() {
    return folder().resolve("start-host.sh");
  }

  /// The disks of the hosts as they were at a mark.
  Path saved() {
    return folder().resolve("saved");
  }

  HostPlaces host(String host) {
    return new HostPlaces(folder().resolve("hosts").resolve(host));
  }

  /// The folders of one host: what it changed on the base, the merged root, and its own Docker
  /// folder.
  record HostPlaces(Path folder) {
    Path upper() {
      return folder.resolve("upper");
    }

    Path work() {
      return folder.resolve("work");
    }

    Path root() {
      return folder.resolve("root");
    }

    Path docker() {
      return folder.resolve("docker");
    }

    Path console() {
      return folder.resolve("console.log");
    }

    Path prepared() {
      return folder.resolve("prepared");
    }
  }
}
