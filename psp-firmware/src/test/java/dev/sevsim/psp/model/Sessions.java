package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.WorkedExample;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates and sessions of guest owners: the one of docs/reference/sev-firmware-api.md section 9.2, signed for
 * several policies, and broken in several ways.
 */
final class Sessions {
    /** A session that fits the policy, or does not. */
    record Owned(String name, long policy, Bytes certificate, Bytes session) {}

    static final Bytes TEK = Bytes.fromHex("101112131415161718191a1b1c1d1e1f");
    static final Bytes TIK = Bytes.fromHex("202122232425262728292a2b2c2d2e2f");
    private static final int WRAPPED = 0x60;
    /** NODBG, NOKS; none; ES; NODBG alone; SEV; DOMAIN; ES and NOSEND; too new; a reserved bit. */
    private static final long[] POLICIES = {
        0x18000003, 0x18000000, 0x18000004, 0x18000001, 0x18000020, 0x18000010, 0x1800000C, 0x38010000, 0x18000041
    };

    static final int OF_ES_GUEST = 2;

    static final List<Owned> ALL = all();

    private Sessions() {}

    private static List<Owned> all() {
        List<Owned> all = new ArrayList<>();
        Bytes good = WorkedExample.godhCertificate().encode();
        for (long policy : POLICIES) {
            all.add(new Owned("policy " + Long.toHexString(policy), policy, good, signed(policy)));
        }
        long policy = POLICIES[0];
        Bytes session = signed(policy);
        all.add(new Owned("other nonce", policy, good, flip(session, 0)));
        all.add(new Owned("other wrapped keys", policy, good, flip(session, 0x10)));
        all.add(new Owned("other IV", policy, good, flip(session, 0x30)));
        all.add(new Owned("wrong WRAP_MAC", policy, good, flip(session, 0x40)));
        all.add(new Owned("wrong POLICY_MAC", policy, good, flip(session, 0x60)));
        all.add(new Owned("certificate version", policy, flip(good, 0), session));
        all.add(new Owned("certificate usage", policy, flip(good, 0x8), session));
        all.add(new Owned("certificate algorithm", policy, flip(good, 0xC), session));
        all.add(new Owned("certificate curve", policy, flip(good, 0x10), session));
        all.add(new Owned("point off the curve", policy, flip(good, 0x14), session));
        all.add(new Owned("certificate API version, which is not checked", policy, flip(good, 4), session));
        all.add(new Owned("certificate signature, which is not checked", policy, flip(good, 0x420), session));
        return List.copyOf(all);
    }

    private static Bytes signed(long policy) {
        return Bytes.concat(WorkedExample.SESSION.slice(0, WRAPPED), Crypto.hmac(TIK, Bytes.u32Le((int) policy)));
    }

    private static Bytes flip(Bytes raw, int at) {
        byte[] changed = raw.toArray();
        changed[at] ^= 1;
        return Bytes.copyOf(changed);
    }

    /** Whether these are the wrapped keys of the example, made by its owner for its platform. */
    static boolean isExample(Bytes certificate, Bytes session, Bytes platformPdh) {
        return session.slice(0, WRAPPED).equals(WorkedExample.SESSION.slice(0, WRAPPED))
                && publicKey(certificate)
                        .equals(publicKey(WorkedExample.godhCertificate().encode()))
                && platformPdh.equals(examplePdh());
    }

    /**
     * The platform's key agreement key in docs/reference/sev-firmware-api.md section 9.2, as it lies in a certificate.
     */
    static Bytes examplePdh() {
        return Bytes.concat(WorkedExample.PDH.x(), WorkedExample.PDH.y());
    }

    /** Both coordinates, little-endian in 72 bytes each: docs/reference/sev-firmware-api.md section 6.2. */
    static Bytes publicKey(Bytes certificate) {
        return certificate.slice(0x14, 0x14 + 144);
    }

    /** The sanity test of LAUNCH_START step 4. */
    static boolean isSane(Bytes certificate) {
        return word(certificate, 0) == 1
                && word(certificate, 0x8) == 0x1003
                && word(certificate, 0xC) == 3
                && word(certificate, 0x10) == 2
                && Crypto.isOnCurve(number(certificate, 0x14), number(certificate, 0x14 + 72));
    }

    private static int word(Bytes raw, int at) {
        return raw.asLittleEndian().getInt(at);
    }

    private static BigInteger number(Bytes raw, int at) {
        return new BigInteger(1, raw.slice(at, at + 72).reversed().toArray());
    }
}
