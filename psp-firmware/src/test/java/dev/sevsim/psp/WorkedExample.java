package dev.sevsim.psp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.PlatformIdentity;
import dev.sevsim.testkit.VectorFile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The values of docs/reference/sev-firmware-api.md sections 9.2, 9.3 and 9.5. */
public final class WorkedExample {
    public static final ApiVersion VERSION = new ApiVersion(0, 24);
    public static final int BUILD = 15;
    public static final int POLICY = 0x18000003;
    public static final EcPublicKey GODH = key(
            "db89855d1980b2aacdec0752249bea9e0630c16b69c095f6c752b2547b520d8109511d908881491780594f03cfee8a0a",
            "8ca0eb1e634971e4c6fc551ca684edc32994c9068fc83964eb7ada3bbb9b1f2469d57da6460ba7462d4d3b9e9a4fe421");
    public static final EcPublicKey PDH = key(
            "c76f2283dda95cd49b0ed9e733d2904474e37216f124e13d2c9ab4cf01021c49ad9cabb3d0b97499aef2f0ab313fa028",
            "26bc1f83451b5c8962a75caff73588d4400a6296436154fb343c393e91048a6c7bcbadc83cd8a5f26feae883156f92a1");
    public static final EcPublicKey PEK = key(
            "f5ba3d4d6de53c4b8c11fe2f2276e8081bca965275d24ac1e054f95cf5ace4bee00334ad2f411f2d4475d04562e3de25",
            "a8be240f128e4fb1492e9d49949e5179fae9537dca7645023ce7c4a58f59d96d1e95cee5fb057db86bc245438914a4d8");
    public static final Bytes Z = Bytes.fromHex(
            "9fafc5903b2f873ed24fffa1c5d44d75bf047179b13b3b3ea3681cfb329e80477e17aaa98ab10bff8265a0a6e9da74aa");
    public static final Bytes SESSION = Bytes.fromHex("00112233445566778899aabbccddeeff"
            + "146f0e4fcc15512b51a81d59fa4d43230181fa37a069caf23f9fe17c6f2bc821"
            + "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
            + "4326186fedd459aafae222aec85aa2075c2ee776bd0cf3016c8482bf27984e04"
            + "f74dddbbadb297a27b0d27603d5d23599a570aa1f00e571f770ea512ebd63119");
    public static final Bytes NONCE = Bytes.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    public static final Bytes LAUNCH_DIGEST =
            Bytes.fromHex("23a1dc4a4258849126e7a5f3d13b5a539496c117b7a140c6e776cc27e8982544");
    public static final Bytes MEASURE =
            Bytes.fromHex("f41117e34c5d91da9098ac679368868a58c9ccfc81ec9df9534ddc3accdf0cb7");
    public static final Bytes UNOWNED_MEASURE =
            Bytes.fromHex("91f2ec46f7004495b6ef9934a6b4191a691ffa7e8a4b3299c6d33f9ca5d83e98");
    public static final Bytes SECRET = Bytes.ofAscii("disk passphrase: correct horse 1");
    public static final Bytes SECRET_HEADER = Bytes.fromHex("00000000b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
            + "036180f1c9b3dcc398e4a3d46270ec1b34483d43f7e6bbf218f3e5641fb0285a");
    public static final Bytes SECRET_PAYLOAD =
            Bytes.fromHex("b7d209dd65eed28a32a9ef0343b88c6b776beee484a751e5c8da00f3e2037ac1");

    private WorkedExample() {}

    private static EcPublicKey key(String x, String y) {
        return EcPublicKey.ofP384(Bytes.fromHex(x), Bytes.fromHex(y));
    }

    /** 48 consecutive byte values, most significant first. */
    public static EcKeyPair keyOf(int firstByte) {
        byte[] scalar = new byte[48];
        for (int i = 0; i < scalar.length; i++) {
            scalar[i] = (byte) (firstByte + i);
        }
        return EcKeyPair.ofScalar(SecretBytes.copyOf(scalar));
    }

    public static EcKeyPair pdh() {
        return keyOf(0x01);
    }

    public static EcKeyPair godh() {
        return keyOf(0x31);
    }

    public static EcKeyPair pek() {
        return keyOf(0x61);
    }

    /** The owner's certificate: API 0.0, both slots empty. */
    public static SevCertificate godhCertificate() {
        return SevCertificate.unsigned(0, 0, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, GODH.encode());
    }

    /** A platform that holds the example's PDH and PEK. */
    public static PlatformIdentity identity() {
        ChipSecret chip = ChipSecret.burn(new TestRandom("example chip"));
        return PlatformIdentity.selfOwned(
                chip, VERSION, new PlatformIdentity.Keys(keyOf(0x05), pek(), pdh()), Workers.direct());
    }

    public static FirmwareProfile profile() {
        return FirmwareProfile.milan().withFirmware(VERSION, BUILD);
    }

    /** Bytes 00 to 0f. */
    public static Bytes dataA() {
        byte[] a = new byte[16];
        for (int i = 0; i < a.length; i++) {
            a[i] = (byte) i;
        }
        return Bytes.copyOf(a);
    }

    /** 4096 bytes, 7i + 3. */
    public static Bytes dataB() {
        byte[] b = new byte[4096];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) (7 * i + 3);
        }
        return Bytes.copyOf(b);
    }

    /** A file under vectors/. */
    public static Bytes vector(String path) {
        return Bytes.copyOf(VectorFile.read(path));
    }

    public static Bytes sha256(Bytes input) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(input.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
