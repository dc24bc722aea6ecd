package dev.sevsim.psp.command;

import dev.sevsim.abi.Bytes;
import dev.sevsim.psp.WorkedExample;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A guest owner that re-signs the worked example's session for another policy, with the JDK alone. */
public final class Owner {
    private static final Bytes TIK = Bytes.fromHex("202122232425262728292a2b2c2d2e2f");

    private Owner() {}

    public static Bytes session(int policy) {
        return Bytes.concat(WorkedExample.SESSION.slice(0, 0x60), hmac(TIK, Bytes.u32Le(policy)));
    }

    public static Bytes hmac(Bytes key, Bytes message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
            return Bytes.copyOf(mac.doFinal(message.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
