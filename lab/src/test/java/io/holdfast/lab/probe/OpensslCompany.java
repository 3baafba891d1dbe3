package io.holdfast.lab.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// A company's root and an authority below it, kept by openssl as many companies do.
final class OpensslCompany {
  private static final Pattern SPACE = Pattern.compile(" ");

  private final Path folder;

  OpensslCompany(Path folder) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("authority.conf"),
        """
        basicConstraints=critical,CA:TRUE
        keyUsage=critical,keyCertSign,cRLSign
        subjectKeyIdentifier=hash
        authorityKeyIdentifier=keyid
        """);
    run(
        "openssl req -x509 -newkey rsa:3072 -nodes -days 900 -subj /O=Example/CN=Root"
            + " -addext keyUsage=critical,keyCertSign,cRLSign -keyout root.key -out root.pem");
    run(
        "openssl req -newkey rsa:3072 -nodes -subj /O=Example/CN=Issuing -keyout issuing.key"
            + " -out issuing.csr");
    run(
        "openssl x509 -req -in issuing.csr -CA root.pem -CAkey root.key -CAcreateserial -days 800"
            + " -extfile authority.conf -out issuing.pem");
  }

  /// What was asked for, signed as an authority, and its chain up to the root.
  String sign(String csr) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("site.csr"), csr);
    run(
        "openssl x509 -req -in site.csr -CA issuing.pem -CAkey issuing.key -CAcreateserial"
            + " -days 700 -copy_extensions copyall -out site.pem");
    return read("site.pem") + read("issuing.pem") + root();
  }

  String root() throws IOException {
    return read("root.pem");
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private void run(String command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(SPACE.splitAsStream(command).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + "\n" + said);
    }
  }
}
