package io.holdfast.installer.wizard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Everything the wizard can ask, with the usual answer and why somebody would give another one.
public enum Question {
  START(Kind.CHOICE, "What to do", "", "The first that fits is chosen already."),
  REPLACE(
      Kind.CHOICE,
      "Write the site file anew",
      "no",
      "Somebody changed it by hand; what the answers do not know is only kept in a copy"),

  BUNDLE(Kind.TEXT, "Bundle", "", "The vendor's file, such as /media/disc/app-1.0.holdfast"),
  TRUST(
      Kind.TEXT,
      "Trust file",
      "",
      "The vendor's public keys, which reached you by another way than the bundle"),

  USER(Kind.TEXT, "Login", "", "The user that logs in on every host, the same everywhere"),
  PORT(Kind.TEXT, "SSH port", "22", "The port of sshd on every host"),
  LOGIN(
      Kind.CHOICE,
      "Logs in with",
      "key",
      "A key of its own is best; a password is kept in a file that only you can read"),
  KEY_FILE(Kind.TEXT, "Key file", "~/.ssh/id_ed25519", "The private key, without a passphrase"),
  PASSWORD_FILE(
      Kind.TEXT, "Password file", "login-password", "Its first line is the login's password"),
  PASSWORD(
      Kind.SECRET,
      "Password",
      "",
      "Written to the password file, readable for you only; leave it empty to keep the file"),
  SUDO(Kind.CHOICE, "Becomes root by", "password", "What sudo asks of the login"),
  SUDO_PASSWORD_FILE(
      Kind.TEXT,
      "File for sudo",
      "",
      "A file with the password for sudo; empty: the same as the login's"),
  SUDO_PASSWORD(
      Kind.SECRET,
      "Sudo password",
      "",
      "Written to the file for sudo, readable for you only; leave it empty to keep the file"),
  JUMP(
      Kind.TEXT,
      "Jump host",
      "",
      "user@host or user@host:port when the hosts are behind one; empty when not"),
  KNOWN_HOSTS(
      Kind.TEXT, "Pinned keys", "known_hosts", "Where the host keys that you confirm are kept"),

  HOSTS(
      Kind.LINES,
      "Hosts",
      "",
      "One a line: NAME ADDRESS ROLES [ZONE], such as s[1-3] 10.0.0.[11-13] server"
          + " or w1 10.0.0.21 worker+lb; or NAME,ADDRESS,ROLES,ZONE as pasted from a table"),

  KEYS_RIGHT(
      Kind.CHOICE,
      "Are these the hosts' own keys",
      "no",
      "Compare each with what the host itself says; whoever stands between can read everything"),

  SITE(Kind.TEXT, "Name of the site", "", "a-z, 0-9 and hyphens; also the cluster's name"),
  OWNER(Kind.TEXT, "Who answers for it", "", "Shown to a second operator who finds it locked"),
  PHONE(Kind.TEXT, "Reached at", "", "A telephone number or a chat, for the same purpose"),

  DNS_ZONE(Kind.TEXT, "DNS zone", "consul", "Services are found as NAME.service.ZONE"),
  DATACENTER(Kind.TEXT, "Datacenter", "dc1", "The name of the cluster inside Consul"),
  HTTP_PORT(Kind.TEXT, "HTTP port", "80", "Where the load balancers take requests in"),
  STATS_PORT(Kind.TEXT, "Statistics port", "8404", "Where the load balancers tell their state"),

  VAULT(
      Kind.CHOICE,
      "The vault opens by",
      "key",
      "The vault keeps the cluster's keys and tokens; without its key nobody can open it again"),
  VAULT_KEY_FILE(
      Kind.TEXT,
      "Key of the vault",
      "vault.key",
      "32 random bytes; made when missing. Keep a copy elsewhere"),
  VAULT_PASSPHRASE_FILE(
      Kind.TEXT, "Passphrase file", "vault-passphrase", "Its first line is the passphrase"),
  VAULT_PASSPHRASE(
      Kind.SECRET,
      "Passphrase",
      "",
      "Written to the passphrase file, readable for you only; leave it empty to keep the file"),
  VAULT_COMMAND(
      Kind.TEXT,
      "Command",
      "",
      "Prints the passphrase: a client of your own safe. Words are split at spaces"),

  PROGRAM(Kind.TEXT, "Programs", "/opt/holdfast", "Copies of the products, several versions"),
  DATA(Kind.TEXT, "Data", "/var/lib/holdfast", "Bundle contents, Consul's and Nomad's data"),
  DOCKER_ROOT(Kind.TEXT, "Docker's data", "/var/lib/docker", "Images and containers"),
  SOAK(
      Kind.TEXT,
      "Watch a changed host (s)",
      "15",
      "Seconds it has to stay healthy before the next one is touched"),
  DRAIN(
      Kind.TEXT,
      "Wait for requests (s)",
      "60",
      "Seconds that open requests are given to end before a host is changed"),
  WORKERS(
      Kind.CHOICE,
      "Tasks of a worker",
      "in-place",
      "What happens to them while the worker is changed (Nomad)"),

  SKIP(
      Kind.LINES,
      "Checks to skip",
      "",
      "One a line: ID@HOST and your reason, such as HF-PRE-002@w1 test machine;"
          + " it is kept with the run"),

  GO(Kind.CHOICE, "Install this", "no", "From here on hosts are changed"),
  ;

  /// How it is answered. A `SECRET` is never shown, kept or written into `site.yaml`.
  public enum Kind {
    TEXT,
    LINES,
    CHOICE,
    SECRET
  }

  private final Kind kind;
  private final String label;
  private final String usual;
  private final String help;

  Question(Kind kind, String label, String usual, String help) {
    this.kind = kind;
    this.label = label;
    this.usual = usual;
    this.help = help;
  }

  /// The name under which an answer is kept, such as `key-file`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Question> find(String key) {
    return Arrays.stream(values()).filter(question -> question.key().equals(key)).findFirst();
  }

  public Kind kind() {
    return kind;
  }

  public String usual() {
    return usual;
  }

  /// As a field whose choices are always the same; none for the other kinds.
  public Field field(Field.Choice... choices) {
    return field(label, choices);
  }

  /// The same, asked in other words.
  public Field field(String words, Field.Choice... choices) {
    return new Field(this, words, help, List.of(choices));
  }
}
