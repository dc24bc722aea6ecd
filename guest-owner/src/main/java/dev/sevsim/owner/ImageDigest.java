package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The launch digest of an image that many launches have in common, hashed once. */
final class ImageDigest {
    private final MessageDigest image;

    private ImageDigest(MessageDigest image) {
        this.image = image;
    }

    static ImageDigest of(Bytes firmware) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(firmware.asLittleEndian());
            return new ImageDigest(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Of the image, a hashes table that may be empty, and save areas. */
    Bytes with(Bytes table, List<Bytes> areas) {
        Growing growing = growing(table);
        areas.forEach(growing::add);
        return growing.digest();
    }

    /** The image and a hashes table, to which save areas are added one by one. */
    Growing growing(Bytes table) {
        Growing growing = new Growing(copy(image));
        growing.add(table);
        return growing;
    }

    /** A launch in the making. */
    static final class Growing {
        private final MessageDigest sha256;

        private Growing(MessageDigest sha256) {
            this.sha256 = sha256;
        }

        void add(Bytes region) {
            sha256.update(region.asLittleEndian());
        }

        /** Of everything so far; more may follow. */
        Bytes digest() {
            return Bytes.copyOf(copy(sha256).digest());
        }
    }

    private static MessageDigest copy(MessageDigest sha256) {
        try {
            return (MessageDigest) sha256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
