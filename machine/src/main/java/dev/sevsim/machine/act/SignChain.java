package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.machine.act.Point.Side;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Puts an authority of the host in the place of the platform's owner, in the certificates that the guest owner is shown.
 *
 * <p>An OCA signs itself, and nothing but its key signs the PEK beside the chip: a host can present any. Source:
 * docs/reference/sev-firmware-api.md sections 6.4 and 6.5.
 *
 * @param oca name of the authority
 * @param ocaBits inverted in the body of its certificate, before it is signed
 * @param rsaBits size of its RSA key; empty for a P-384 key
 */
@Belongs(to = EventKind.OWNER_MESSAGE, sides = Side.BEFORE)
@Describe(
        "Shows the guest owner another owner of the platform: its certificate in the chain, and its signature of the PEK.")
record SignChain(
        @Describe("name of the authority") String oca,

        @Describe("bits of its certificate that are inverted before it is signed, as OFFSET:MASK,OFFSET:MASK")
        Optional<BitList> ocaBits,

        @Describe("size of its RSA key; without it the authority has a P-384 key")
        Optional<Long> rsaBits)
        implements Act {
    private static final int SIZE = SevCertificate.SIZE;

    /** Places of the two signature slots: usage, algorithm, signature. */
    private static final int[] SLOTS = {0x414, 0x61C};

    private static final int ALGORITHM = Integer.BYTES;
    private static final int SIGNATURE = 2 * Integer.BYTES;

    /** Checks the size of the key. */
    SignChain {
        rsaBits.ifPresent(Authority::requireBits);
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Authority authority = rsaBits.map(bits -> Authority.ofRsa(oca, bits)).orElseGet(() -> Authority.ofEc(oca));
        if (!(MessageParts.message(event) instanceof PlatformCertificates)) {
            throw new ActFailure("the message holds no certificates of a platform");
        }
        MessageParts.changePart(event, "chain", chain -> signed(chain, authority));
    }

    /** PEK, OCA and CEK. */
    private Bytes signed(Bytes chain, Authority authority) {
        Bytes own = ocaBits.orElse(BitList.NONE).in(authority.certificate().encode(), 0, SevCertificate.BODY_SIZE);
        int algorithm = SevCertificate.CODEC.decode(own).algorithm();
        Bytes pek = chain.slice(0, SIZE);
        return Bytes.concat(
                withSignature(pek, slotOf(pek), algorithm, authority),
                withSignature(own, SLOTS[0], algorithm, authority),
                chain.from(2 * SIZE));
    }

    /** The slot that the platform's own OCA has signed; the first one where there is none. */
    private static int slotOf(Bytes pek) {
        int usage = pek.asLittleEndian().getInt(SLOTS[1]);
        return usage == KeyUsage.OCA.code() ? SLOTS[1] : SLOTS[0];
    }

    private static Bytes withSignature(Bytes certificate, int slot, int algorithm, Authority authority) {
        ByteBuffer raw = ByteBuffer.wrap(certificate.toArray()).order(ByteOrder.LITTLE_ENDIAN);
        raw.putInt(slot, KeyUsage.OCA.code()).putInt(slot + ALGORITHM, algorithm);
        raw.put(slot + SIGNATURE, authority.sign(certificate).toArray());
        return Bytes.copyOf(raw.array());
    }
}
