package io.holdfast.lab.demo;

import io.holdfast.lab.host.SystemCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The company's authority, which openssl is.
final class Company {
  private final Path folder;
  private final Path root;

  Company(Path folder) {
    this.folder = folder;
    this.root = folder.resolve("root.pem");
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        folder.resolve("root.key").toString(),
        "-subj",
        "/O=Example/CN=Example root",
        "-days",
        "3650",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-out",
        root.toString());
  }

  Path signsAuthority(Path request) {
    return sign(
        request,
        "authority",
        "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
  }

  Path signsServer(Path request, String name) {
    return sign(
        request,
        "server",
        "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:"
            + name
            + "\n");
  }

  private Path sign(Path request, String name, String extensions) {
    try {
      var settings = Files.writeString(folder.resolve(name + ".ext"), extensions);
      var signed = folder.resolve(name + ".crt").toString();
      openssl(
          "x509",
          "-req",
          "-in",
          request.toString(),
          "-CA",
          root.toString(),
          "-CAkey",
          folder.resolve("root.key").toString(),
          "-CAcreateserial",
          "-days",
          "1500",
          "-sha256",
          "-extfile",
          settings.toString(),
          "-out",
          signed);
      return Files.writeString(
          folder.resolve(name + "-chain.pem"),
          Files.readString(Path.of(signed)) + Files.readString(root));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Whether this is one certificate, signed by the company.
  boolean signed(String certificate) {
    try {
      var file = Files.writeString(folder.resolve("seen.pem"), certificate);
      var verified =
          SystemCommand.attempt("openssl", "verify", "-CAfile", root.toString(), file.toString());
      return verified.ok() && certificate.split("BEGIN CERTIFICATE", -1).length == 2;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The status line that a balancer answers over TLS, to somebody who believes the company only.
  String overTls(String address, String name) {
    var answer =
        SystemCommand.attempt(
            "GET / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n",
            List.of(
                "openssl",
                "s_client",
                "-connect",
                address + ":443",
                "-servername",
                name,
                "-verify_hostname",
                name,
                "-CAfile",
                root.toString(),
                "-verify_return_error",
                "-ign_eof",
                "-quiet"));
    return answer.out().lines().findFirst().orElse(answer.err());
  }

  private static void openssl(String... arguments) {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    SystemCommand.run(command.toArray(String[]::new));
  }
}
