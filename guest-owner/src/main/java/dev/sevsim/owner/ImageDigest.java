package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.crypto.DigestAlgorithm;
import java.security.MessageDigest;
import java.util.List;

/** The launch digest of an image that many launches have in common, hashed once. */
final class ImageDigest {
    private final MessageDigest image;

    private ImageDigest(MessageDigest image) {
        this.image = image;
    }

    /** Of these regions, in the order in which they are measured. */
    static ImageDigest of(Bytes... regions) {
        MessageDigest sha256 = DigestAlgorithm.SHA_256.newDigest();
        for (Bytes region : regions) {
            sha256.update(region.asLittleEndian());
        }
        return new ImageDigest(sha256);
    }

    /** Of the image, a hashes table that may be empty, and save areas. */
    Bytes with(Bytes table, List<Bytes> areas) {
        return growing(table).with(areas);
    }

    /** The image and a hashes table, to which save areas are added one by one. */
    Growing growing(Bytes table) {
        Growing growing = new Growing(DigestAlgorithm.copyOf(image));
        growing.add(table);
        return growing;
    }

    /** A launch in the making. */
    static final class Growing {
        private final MessageDigest sha256;

        private Growing(MessageDigest sha256) {
            this.sha256 = sha256;
        }

        /** The same launch, to go on in another way. */
        Growing copy() {
            return new Growing(DigestAlgorithm.copyOf(sha256));
        }

        /** Of everything so far and these regions, which are not added. */
        Bytes with(List<Bytes> regions) {
            Growing longer = copy();
            regions.forEach(longer::add);
            return longer.digest();
        }

        void add(Bytes region) {
            sha256.update(region.asLittleEndian());
        }

        /** Of everything so far; more may follow. */
        Bytes digest() {
            return Bytes.copyOf(DigestAlgorithm.copyOf(sha256).digest());
        }
    }
}
