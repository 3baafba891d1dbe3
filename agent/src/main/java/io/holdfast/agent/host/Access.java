package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.regex.Pattern;

/// Who owns a file and who may use it: `mode` is octal text such as `0640`, `owner` is
/// `user:group`, where user and group are names or numbers.
public record Access(String mode, String owner) {
  private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
  private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+");

  public Access {
    permissions(mode);
    if (!OWNER.matcher(owner).matches()) {
      throw new IllegalArgumentException("not an owner such as root:root: " + owner);
    }
    mode = mode.length() == 3 ? "0" + mode : mode;
  }

  /// Root's alone. For files of ours and secrets.
  public static Access privateFile() {
    return new Access("0600", "0:0");
  }

  /// What a file has now, the owner in numbers.
  public static Access of(Path file) throws IOException {
    var owner = attribute(file, "unix:uid") + ":" + attribute(file, "unix:gid");
    int mode = Integer.parseInt(attribute(file, "unix:mode"));
    return new Access(String.format("0%03o", mode & 0777), owner);
  }

  private static String attribute(Path file, String name) throws IOException {
    return String.valueOf(Files.getAttribute(file, name, LinkOption.NOFOLLOW_LINKS));
  }

  public boolean holdsFor(Path file) throws IOException {
    var attributes = view(file).readAttributes();
    return attributes.owner().equals(user(file))
        && attributes.group().equals(group(file))
        && attributes.permissions().equals(permissions());
  }

  public void applyTo(Path file) throws IOException {
    var view = view(file);
    view.setOwner(user(file));
    view.setGroup(group(file));
    view.setPermissions(permissions());
  }

  private UserPrincipal user(Path file) throws IOException {
    var name = owner.substring(0, owner.indexOf(':'));
    return file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
  }

  private GroupPrincipal group(Path file) throws IOException {
    var name = owner.substring(owner.indexOf(':') + 1);
    return file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class);
  }

  private Set<PosixFilePermission> permissions() {
    return permissions(mode);
  }

  /// Octal text as the JDK's permissions.
  public static Set<PosixFilePermission> permissions(String mode) {
    if (!MODE.matcher(mode).matches()) {
      throw new IllegalArgumentException("not a mode such as 0640: " + mode);
    }
    int bits = Integer.parseInt(mode, 8);
    var text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((bits & (1 << bit)) == 0 ? '-' : "rwxrwxrwx".charAt(8 - bit));
    }
    return PosixFilePermissions.fromString(text.toString());
  }
}
