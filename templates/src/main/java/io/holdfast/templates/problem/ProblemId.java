package io.holdfast.templates.problem;

import static io.holdfast.templates.problem.ProblemKind.INTERNAL;
import static io.holdfast.templates.problem.ProblemKind.LOCKED;
import static io.holdfast.templates.problem.ProblemKind.PREFLIGHT;
import static io.holdfast.templates.problem.ProblemKind.PUT_BACK;
import static io.holdfast.templates.problem.ProblemKind.STOPPED;
import static io.holdfast.templates.problem.ProblemKind.TRUST;
import static io.holdfast.templates.problem.ProblemKind.UNREACHABLE;
import static io.holdfast.templates.problem.ProblemKind.USAGE;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/// The catalogue of everything that can go wrong. Codes are for ever: one is never reused or
/// renamed.
///
/// A new id goes to the end of its family, one line each, and gets its page `docs/errors/CODE.md`
/// (a test holds both directions). Families: CLI (command line), CFG (site and appliance files),
/// BND (bundle), SSH, HST (host runner and steps), PRE (preflight), QUO (quorum and gates), RUN
/// (plan, run, lock), VER (versions), VLT (vault), CRT (certificates), API (the products' own
/// APIs), LAB (practice hosts), SIM (simulator), INT.
public enum ProblemId {
  USAGE_WRONG("HF-CLI-001", USAGE, "The command line cannot be understood"),

  UNKNOWN_KEY("HF-CFG-001", USAGE, "A key that Holdfast does not know"),
  MISSING_KEY("HF-CFG-002", USAGE, "A key is missing"),
  WRONG_TYPE("HF-CFG-003", USAGE, "A value has the wrong type"),
  NOT_YAML("HF-CFG-004", USAGE, "The file is not the YAML that Holdfast reads"),
  VALUE_REFUSED("HF-CFG-005", USAGE, "A value is not allowed"),
  FILE_NOT_READABLE("HF-CFG-006", USAGE, "A file cannot be read"),
  EVEN_SERVERS("HF-CFG-010", USAGE, "The number of servers is not 1, 3, 5 or 7"),
  DUPLICATE_ADDRESS("HF-CFG-011", USAGE, "Two hosts have the same address"),
  DUPLICATE_NAME("HF-CFG-012", USAGE, "Two hosts have the same name"),
  BAD_NAME("HF-CFG-013", USAGE, "A name has characters that are not allowed"),
  BAD_ADDRESS("HF-CFG-014", USAGE, "An address is not an IPv4 address"),
  OTHER_ENGINE("HF-CFG-015", USAGE, "The bundle is for another engine than the site"),
  PORT_CLASH("HF-CFG-016", USAGE, "Two things want the same port"),
  NO_LOGIN("HF-CFG-017", USAGE, "The login has neither a key nor a password"),
  DUPLICATE_SERVICE("HF-CFG-018", USAGE, "Two services have the same name"),
  NOT_JSON("HF-CFG-019", USAGE, "A file is not the JSON that Holdfast reads"),
  FILE_NOT_WRITABLE("HF-CFG-020", USAGE, "A file cannot be written"),
  SITE_NAME_TAKEN("HF-CFG-021", USAGE, "The name of the site is another cluster's here"),
  EXISTING_REFUSED("HF-CFG-030", USAGE, "A product that stands already cannot be used here"),

  BUNDLE_UNSIGNED("HF-BND-001", TRUST, "The bundle is not signed"),
  UNKNOWN_SIGNER("HF-BND-002", TRUST, "The bundle is signed by a key that is not trusted here"),
  WRONG_SIGNATURE("HF-BND-003", TRUST, "A signature of the bundle is wrong"),
  CHUNK_CORRUPT("HF-BND-004", TRUST, "Bytes of the bundle differ from what was signed"),
  BUNDLE_MALFORMED("HF-BND-005", TRUST, "The bundle does not have the form that was signed"),
  BUNDLE_NOT_FOUND("HF-BND-006", USAGE, "The bundle cannot be read"),
  BUNDLE_CUT_SHORT("HF-BND-007", TRUST, "The bundle is cut short"),
  BUNDLE_TOO_LONG("HF-BND-008", TRUST, "The bundle goes on after its end"),
  BUNDLE_NOT_UNDERSTOOD(
      "HF-BND-009", TRUST, "The bundle is of a form that this program cannot read"),
  TRUST_FILE("HF-BND-010", TRUST, "The trust file cannot be used"),
  SIGNING_KEYS("HF-BND-011", USAGE, "The signing keys cannot be used"),
  SOURCE_UNUSABLE("HF-BND-012", USAGE, "A source of the bundle cannot be used"),
  PACKAGES_NOT_FOUND("HF-BND-013", USAGE, "The distribution does not have the packages asked for"),
  PACKAGES_NOT_FETCHED("HF-BND-014", UNREACHABLE, "The packages cannot be fetched"),
  IMAGE_NOT_BUILT("HF-BND-015", USAGE, "An image could not be made"),
  STORE_DAMAGED("HF-BND-016", TRUST, "A stored content is not what its name says"),
  LICENCE_MISSING("HF-BND-017", USAGE, "A component lacks the text of its licence"),
  RELEASE_KEY("HF-BND-018", TRUST, "The pinned key of a release cannot be used"),
  RELEASE_SIGNER("HF-BND-019", TRUST, "A release is signed by another key than the pinned one"),
  RELEASE_SIGNATURE("HF-BND-020", TRUST, "The signature of a release is wrong"),
  RELEASE_NOT_LISTED("HF-BND-021", TRUST, "The signed list of a release does not name the file"),
  RELEASE_CHANGED("HF-BND-022", TRUST, "A file of a release is not the one that was signed"),
  DOWNLOAD_CUT_SHORT("HF-BND-023", UNREACHABLE, "A download broke off"),
  DOWNLOAD_LEAVES_HTTPS("HF-BND-024", TRUST, "A download leads away from https"),
  DOWNLOAD_UNTRUSTED("HF-BND-025", TRUST, "The server of a download is not known to be who it is"),
  DOWNLOAD_FAILED("HF-BND-026", UNREACHABLE, "A file cannot be downloaded"),
  DOWNLOAD_TOO_LARGE("HF-BND-027", TRUST, "A download is larger than is taken"),
  ARCHIVE_REFUSED("HF-BND-028", USAGE, "An archive cannot be opened safely"),

  HOST_UNREACHABLE("HF-SSH-001", UNREACHABLE, "A host cannot be reached"),
  JUMP_UNREACHABLE("HF-SSH-002", UNREACHABLE, "The jump host cannot be reached"),
  HOST_KEY_CHANGED("HF-SSH-003", TRUST, "The key of a host has changed"),
  HOST_KEY_UNKNOWN("HF-SSH-004", TRUST, "The key of a host is not known"),
  LOGIN_REFUSED("HF-SSH-005", UNREACHABLE, "A host refuses the login"),
  CONNECTION_LOST("HF-SSH-006", UNREACHABLE, "The connection to a host was lost"),

  OTHER_CLUSTER("HF-HST-001", TRUST, "A host belongs to another cluster"),
  STEP_FAILED("HF-HST-002", STOPPED, "A step failed on a host"),
  PACKAGES_FAILED("HF-HST-003", STOPPED, "The package manager could not install the packages"),
  CONFIG_REFUSED("HF-HST-004", STOPPED, "The product itself refuses its configuration"),
  RUNNER_NOT_STARTED("HF-HST-005", STOPPED, "The host runner does not start"),
  FENCE_TOO_LOW("HF-HST-006", LOCKED, "A host follows a newer run"),
  HOST_NOT_BACK("HF-HST-007", UNREACHABLE, "A host did not come back from its reboot"),
  IN_MAINTENANCE("HF-HST-008", STOPPED, "A host is in maintenance"),
  VOTERS_DIFFER("HF-HST-009", USAGE, "The servers of the site file are not those that vote"),

  DISK_SPACE("HF-PRE-001", PREFLIGHT, "A host has too little free disk space"),
  MEMORY("HF-PRE-002", PREFLIGHT, "A host has too little memory"),
  PORT_TAKEN("HF-PRE-003", PREFLIGHT, "A port is taken"),
  SUDO_REFUSED("HF-PRE-004", PREFLIGHT, "The login may not become root"),
  CLOCK_OFFSET("HF-PRE-005", PREFLIGHT, "The clocks of the hosts differ"),
  LEFTOVERS("HF-PRE-006", PREFLIGHT, "A host has leftovers of another installation"),
  EXISTING_DOCKER("HF-PRE-007", PREFLIGHT, "A host has a Docker that Holdfast did not install"),
  EXISTING_CONSUL("HF-PRE-008", PREFLIGHT, "A host has a Consul that Holdfast did not install"),
  PAIR_UNREACHABLE("HF-PRE-009", PREFLIGHT, "Two hosts cannot reach each other"),
  DISTRIBUTION_UNSUPPORTED("HF-PRE-010", PREFLIGHT, "The distribution of a host is not supported"),
  EXISTING_NOMAD("HF-PRE-011", PREFLIGHT, "A host has a Nomad that Holdfast did not install"),
  FIREWALL_UNFIT("HF-PRE-020", PREFLIGHT, "The firewall of a host is not the one of the site"),
  PACKAGES_FOREIGN(
      "HF-PRE-021", PREFLIGHT, "The packages of the bundle are for another distribution"),
  SERVICE_USER_MISSING("HF-PRE-030", PREFLIGHT, "A service user is missing on a host"),
  SERVICE_USER_DIFFERS("HF-PRE-031", PREFLIGHT, "A service user is not as site.yaml says"),
  SERVICE_USER_SHELL("HF-PRE-032", PREFLIGHT, "A service user can log in"),
  EXISTING_UNFIT("HF-PRE-033", PREFLIGHT, "A Docker that shall be used does not fit"),
  PROXY_IN_THE_WAY("HF-PRE-034", PREFLIGHT, "The services of a host are sent through a proxy"),
  MOUNT_UNFIT("HF-PRE-035", PREFLIGHT, "A file system of a host does not allow what is needed"),

  BEFORE_GATE("HF-QUO-001", STOPPED, "The cluster cannot lose this host now"),
  AFTER_GATE("HF-QUO-002", STOPPED, "A changed host did not come back as it must"),
  SOAK_FAILED("HF-QUO-003", STOPPED, "A changed host was healthy and then was not"),
  QUORUM_LOST("HF-QUO-004", STOPPED, "Too few servers can be started to elect a leader"),
  NOT_LOST("HF-QUO-005", USAGE, "Servers cannot be given up like this"),

  PLAN_STALE("HF-RUN-001", USAGE, "The plan is stale"),
  RUN_PUT_BACK("HF-RUN-002", PUT_BACK, "The canary failed and was put back"),
  RUN_STOPPED("HF-RUN-003", STOPPED, "The run stopped and can be resumed"),
  DRIFT("HF-RUN-004", STOPPED, "A host was changed by somebody else since the run stopped"),
  LOCK_HELD("HF-RUN-005", LOCKED, "Somebody else is changing this cluster"),
  NOTHING_TO_RESUME("HF-RUN-006", USAGE, "There is no run to resume"),
  UNDO_FAILED("HF-RUN-007", STOPPED, "A host could not be put back"),
  RUN_UNFINISHED("HF-RUN-008", STOPPED, "An earlier run is not finished"),
  FORWARD_ONLY("HF-RUN-009", STOPPED, "A changed host failed and there is no way back"),
  LOCK_LOST("HF-RUN-010", LOCKED, "The lock of the cluster was lost"),
  JOURNAL_DAMAGED("HF-RUN-011", TRUST, "The journal of a run is damaged"),
  RUN_NOT_KEPT("HF-RUN-012", STOPPED, "The folder of a run cannot be written"),
  WORKERS_LEFT_BEHIND("HF-RUN-013", STOPPED, "Workers gave no answer and are left behind"),
  PART_NOT_NEXT("HF-RUN-014", USAGE, "A part of a plan cannot be done alone"),
  GATE_HARD("HF-RUN-015", USAGE, "A gate cannot be overridden"),
  APPROVALS_MISSING("HF-RUN-016", TRUST, "A plan lacks approvals"),
  APPROVAL_KEY("HF-RUN-017", USAGE, "A key cannot be used to approve a plan"),
  VERSIONS_MIXED("HF-RUN-030", USAGE, "A component stands at different versions"),
  NO_WAY_BACK("HF-RUN-031", USAGE, "There is nothing to go back to"),
  REHEARSAL_FAILED("HF-RUN-032", STOPPED, "A rehearsal of a saved state failed"),
  LAST_RUN_ELSEWHERE("HF-RUN-033", USAGE, "The last run was begun on another admin machine"),

  JUMP_REFUSED("HF-VER-001", USAGE, "A version cannot follow the one that stands in one jump"),
  RELEASE_REFUSED("HF-VER-002", USAGE, "A release is refused for a fault of its own"),
  WAY_BACK_REFUSED("HF-VER-003", USAGE, "A product does not go back to an older version"),
  SKEW_REFUSED("HF-VER-004", USAGE, "Servers and clients would not understand each other"),
  RELEASE_TOO_OLD("HF-VER-005", USAGE, "A release is too old to be installed"),
  NEWER_HOLDFAST("HF-VER-006", USAGE, "A newer Holdfast was here before"),
  SETTING_GONE("HF-VER-007", USAGE, "A product no longer has a setting of the vendor"),

  VAULT_WRONG_KEY("HF-VLT-001", TRUST, "The key does not open the vault"),
  VAULT_NOT_FOUND("HF-VLT-002", USAGE, "There is no vault"),
  SECRET_MISSING("HF-VLT-003", STOPPED, "The vault lacks a secret"),
  VAULT_BEHIND("HF-VLT-004", USAGE, "The vault here lacks what the servers' has"),

  CERTIFICATE_FILE("HF-CRT-001", USAGE, "A file of certificates cannot be read"),
  CERTIFICATE_REFUSED("HF-CRT-002", TRUST, "A certificate is not one that was asked for"),
  CHAIN_BROKEN("HF-CRT-003", TRUST, "A chain of certificates does not lead to its root"),
  CERTIFICATE_NOT_REQUESTED("HF-CRT-004", USAGE, "There is no request for this certificate"),
  CERTIFICATE_MISSING("HF-CRT-005", USAGE, "A certificate that the site needs is missing"),
  AUTHORITY_IN_USE("HF-CRT-006", USAGE, "The site already runs on its own authority"),
  CERTIFICATE_ENDS("HF-CRT-007", USAGE, "A certificate ends soon, or has ended"),

  API_REFUSED("HF-API-001", STOPPED, "A product's own API refused a request"),
  API_SILENT("HF-API-002", UNREACHABLE, "A product's own API does not answer"),
  SNAPSHOT_DAMAGED("HF-API-003", TRUST, "A snapshot is not what was saved"),
  SNAPSHOT_UNFIT("HF-API-004", STOPPED, "A snapshot cannot be restored now"),
  SNAPSHOT_NOT_SAVED("HF-API-005", STOPPED, "The state of a product could not be saved or counted"),

  LAB_IMPOSSIBLE("HF-LAB-001", PREFLIGHT, "Practice hosts cannot run on this machine"),
  LAB_COMMAND_FAILED("HF-LAB-002", STOPPED, "A program that practice hosts need failed"),
  LAB_HOST_NOT_UP("HF-LAB-003", STOPPED, "A practice host does not come up"),
  LAB_SHAPE_REFUSED("HF-LAB-004", USAGE, "A lab cannot have this shape"),
  LAB_NOT_THERE("HF-LAB-005", USAGE, "There is no such lab or practice host"),

  PROMISE_BROKEN("HF-SIM-001", INTERNAL, "A simulated run broke a promise"),
  PLANT_MISSED("HF-SIM-002", INTERNAL, "The simulator did not find a planted bug"),

  INTERNAL_ERROR("HF-INT-001", INTERNAL, "Holdfast made a mistake"),
  ;

  private final String code;
  private final ProblemKind kind;
  private final String title;

  ProblemId(String code, ProblemKind kind, String title) {
    this.code = code;
    this.kind = kind;
    this.title = title;
  }

  /// The stable name for people and scripts, such as `HF-QUO-003`.
  @JsonValue
  public String code() {
    return code;
  }

  public ProblemKind kind() {
    return kind;
  }

  public String title() {
    return title;
  }

  public static Optional<ProblemId> find(String code) {
    return Arrays.stream(values()).filter(id -> id.code.equalsIgnoreCase(code.strip())).findFirst();
  }

  @JsonCreator
  static ProblemId parse(String code) {
    return find(code).orElseThrow(() -> new IllegalArgumentException("no problem id " + code));
  }

  @Override
  public String toString() {
    return code;
  }
}
