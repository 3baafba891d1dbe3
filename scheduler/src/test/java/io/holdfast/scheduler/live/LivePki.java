package io.holdfast.scheduler.live;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/// A certificate authority of the test's own and what it issues, made by openssl, under the names
/// that [LiveFiles] refers to: `<kind>.pem` and `<kind>.key`.
record LivePki(Path folder, LiveProcesses processes) {
  private static final String DAYS = "2";

  void create() throws IOException, InterruptedException {
    processes.run(
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            DAYS,
            "-subj",
            "/CN=live",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem"));
  }

  /// `kind` is `server`, `client` or `cli`; for `names`, addresses as well as names, besides those
  /// of this machine.
  void issue(String kind, String... names) throws IOException, InterruptedException {
    var alternatives =
        Arrays.stream(names)
            .map(name -> (name.matches("[0-9.]+") ? ",IP:" : ",DNS:") + name)
            .collect(Collectors.joining());
    processes.run(
        List.of(
            "openssl",
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=" + kind,
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1" + alternatives,
            "-addext",
            "extendedKeyUsage=serverAuth,clientAuth",
            "-keyout",
            kind + ".key",
            "-out",
            kind + ".csr"));
    processes.run(
        List.of(
            "openssl",
            "x509",
            "-req",
            "-in",
            kind + ".csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            DAYS,
            "-copy_extensions",
            "copy",
            "-out",
            kind + ".pem"));
  }

  SSLContext ofController() throws GeneralSecurityException, IOException {
    return LiveTls.of(
        folder.resolve("ca.pem"), folder.resolve("cli.pem"), folder.resolve("cli.key"));
  }
}
