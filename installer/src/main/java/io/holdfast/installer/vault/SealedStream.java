package io.holdfast.installer.vault;

import io.holdfast.templates.problem.HoldfastException;
import io.holdfast.templates.text.Json;
import io.holdfast.templates.text.Secret;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/// The form of large secret files outside memory: one readable line of head, then pieces of 64 KiB,
/// each under AES-256-GCM.
///
/// The key of a file is drawn from the vault's by HKDF-SHA-256 and the salt in the head, so no two
/// files share one. A piece's nonce is its number and whether it is the last one: pieces that are
/// left out, changed, mixed up or cut off at the end are found, and nothing unchecked is given out.
/// The head is bound to each piece.
public final class SealedStream {
  private static final String SCHEMA = "holdfast/sealed/1";
  private static final int PIECE = 64 << 10;
  private static final int TAG = 16;
  private static final int LONGEST_HEAD = 4 << 10;

  private SealedStream() {}

  /// What stands readable in front.
  record Head(String schema, String siteId, String salt) {}

  /// Seals all of `content` with a key of 32 bytes in base64.
  public static void seal(InputStream content, OutputStream file, String siteId, Secret key)
      throws IOException {
    var salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    var head = Json.canonical(new Head(SCHEMA, siteId, Base64.getEncoder().encodeToString(salt)));
    file.write(head);
    file.write('\n');
    var pieces = new Pieces(keyOf(key, salt), head);
    var piece = content.readNBytes(PIECE);
    while (piece.length == PIECE) {
      var next = content.readNBytes(PIECE);
      if (next.length == 0) {
        break;
      }
      file.write(pieces.seal(piece, false));
      piece = next;
    }
    file.write(pieces.seal(piece, true));
  }

  /// What was sealed, checked piece by piece before it is given out. A file of another site or
  /// under another key, or one that was changed, ends in an `IOException` that says so.
  public static InputStream open(InputStream file, String siteId, Secret key) throws IOException {
    var head = head(file);
    var read = read(head);
    if (!read.siteId().equals(siteId)) {
      throw new IOException("it is of the site " + read.siteId() + ", not of " + siteId);
    }
    return new Opened(file, new Pieces(keyOf(key, Base64.getDecoder().decode(read.salt())), head));
  }

  /// How many bytes a sealed file of so many bytes holds.
  public static long lengthOf(InputStream file, long bytes) throws IOException {
    var sealed = bytes - head(file).length - 1;
    var pieces = Math.ceilDiv(sealed, (long) PIECE + TAG);
    return sealed - pieces * TAG;
  }

  private static byte[] head(InputStream file) throws IOException {
    var line = new java.io.ByteArrayOutputStream();
    for (var one = file.read(); one != '\n'; one = file.read()) {
      if (one < 0 || line.size() > LONGEST_HEAD) {
        throw new IOException("it is no sealed file");
      }
      line.write(one);
    }
    return line.toByteArray();
  }

  private static Head read(byte[] line) throws IOException {
    try {
      var head = Json.read(line, Head.class);
      if (!head.schema().equals(SCHEMA)) {
        throw new IOException(
            "it has the form " + head.schema() + ", this program reads " + SCHEMA);
      }
      return head;
    } catch (HoldfastException garbage) {
      throw new IOException("it is no sealed file", garbage);
    }
  }

  private static SecretKey keyOf(Secret key, byte[] salt) {
    var info = "holdfast sealed 1".getBytes(StandardCharsets.US_ASCII);
    var bytes = Base64.getDecoder().decode(key.reveal());
    try {
      var parameters =
          HKDFParameterSpec.ofExtract().addIKM(bytes).addSalt(salt).thenExpand(info, 32);
      return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The pieces of one file in their order.
  private static final class Pieces {
    private final SecretKey key;
    private final byte[] head;
    private long number;

    Pieces(SecretKey key, byte[] head) {
      this.key = key;
      this.head = head;
    }

    byte[] seal(byte[] piece, boolean last) {
      try {
        return cipher(Cipher.ENCRYPT_MODE, last).doFinal(piece);
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    byte[] open(byte[] piece, boolean last) throws IOException {
      try {
        return cipher(Cipher.DECRYPT_MODE, last).doFinal(piece);
      } catch (AEADBadTagException other) {
        throw new IOException("it was changed, or sealed with another key than this site's", other);
      } catch (GeneralSecurityException impossible) {
        throw new IOException(impossible);
      }
    }

    private Cipher cipher(int mode, boolean last) throws GeneralSecurityException {
      var nonce = ByteBuffer.allocate(12).putLong(number).putInt(last ? 1 : 0).array();
      number++;
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
      cipher.updateAAD(head);
      return cipher;
    }
  }

  private static final class Opened extends InputStream {
    private final InputStream file;
    private final Pieces pieces;
    private byte[] ahead;
    private byte[] piece = {};
    private int at;
    private boolean done;

    Opened(InputStream file, Pieces pieces) throws IOException {
      this.file = file;
      this.pieces = pieces;
      this.ahead = file.readNBytes(PIECE + TAG);
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      while (at == piece.length) {
        if (done) {
          return -1;
        }
        next();
      }
      var count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, target, from, count);
      at += count;
      return count;
    }

    private void next() throws IOException {
      if (ahead.length < TAG) {
        throw new EOFException("it is cut short");
      }
      var following = ahead.length == PIECE + TAG ? file.readNBytes(PIECE + TAG) : new byte[0];
      done = following.length == 0;
      piece = pieces.open(ahead, done);
      at = 0;
      ahead = following;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
