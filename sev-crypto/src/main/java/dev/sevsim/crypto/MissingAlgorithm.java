package dev.sevsim.crypto;

import java.security.GeneralSecurityException;

/** Thrown when the Java runtime lacks an algorithm that every conforming runtime has. */
final class MissingAlgorithm extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MissingAlgorithm(String name, GeneralSecurityException cause) {
        super("this Java runtime lacks " + name, cause);
    }
}
