package dev.sevsim.psp.flaw;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A point on y^2 = x^3 - 3x + b over the field of P-384, for some b that is not P-384's; affine arithmetic of our own, apart from
 * the firmware's library.
 *
 * @param order the point's order
 * @param x coordinate
 * @param y coordinate; the point at infinity has order 1 and both zero
 */
record SmallOrderPoint(int order, BigInteger x, BigInteger y) {
    private static final BigInteger P = BigInteger.TWO
            .pow(384)
            .subtract(BigInteger.TWO.pow(128))
            .subtract(BigInteger.TWO.pow(96))
            .add(BigInteger.TWO.pow(32))
            .subtract(BigInteger.ONE);
    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final SmallOrderPoint INFINITY = new SmallOrderPoint(1, BigInteger.ZERO, BigInteger.ZERO);

    /** Points of order 3l for different primes l. */
    static List<SmallOrderPoint> vectors() {
        String name = "/vectors/invalid-curve/points.txt";
        try (InputStream in = Objects.requireNonNull(SmallOrderPoint.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .map(f -> new SmallOrderPoint(
                            3 * Integer.parseInt(f[0]), new BigInteger(f[2], 16), new BigInteger(f[3], 16)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    boolean isInfinity() {
        return order == 1;
    }

    /** n times this, for an n that divides the order or any other; the order is adjusted only where n divides it. */
    SmallOrderPoint times(int n) {
        SmallOrderPoint sum = INFINITY;
        SmallOrderPoint power = this;
        for (int bits = n % order; bits != 0; bits >>= 1) {
            if ((bits & 1) != 0) {
                sum = sum.plus(power);
            }
            power = power.plus(power);
        }
        return sum.isInfinity()
                ? INFINITY
                : new SmallOrderPoint(n > 0 && order % n == 0 ? order / n : order, sum.x, sum.y);
    }

    /** The sum; it carries the order of this one unless it is the point at infinity. */
    SmallOrderPoint plus(SmallOrderPoint other) {
        if (isInfinity()) {
            return other;
        }
        if (other.isInfinity()) {
            return this;
        }
        if (x.equals(other.x) && y.add(other.y).mod(P).signum() == 0) {
            return INFINITY;
        }
        BigInteger slope = x.equals(other.x)
                ? x.multiply(x)
                        .multiply(THREE)
                        .subtract(THREE)
                        .multiply(y.shiftLeft(1).modInverse(P))
                : other.y.subtract(y).multiply(other.x.subtract(x).modInverse(P));
        BigInteger sumX = slope.multiply(slope).subtract(x).subtract(other.x).mod(P);
        BigInteger sumY = slope.multiply(x.subtract(sumX)).subtract(y).mod(P);
        return new SmallOrderPoint(order, sumX, sumY);
    }
}
