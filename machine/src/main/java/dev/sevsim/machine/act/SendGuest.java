package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.launch.LaunchSession;
import java.util.Optional;

/**
 * Migrates the attacked guest: a copy of it under a handle of the receiver, which is this platform or one of another host.
 *
 * <p>The policy's NOSEND, DOMAIN and SEV decide: docs/reference/sev-firmware-api.md section 4.4. The copy has the same policy. On another
 * host the migration is finished on both sides.
 *
 * @param as name of the copy on this platform
 * @param page page that is sent
 * @param asid ASID of the copy; 0 for none
 * @param to the receiver; empty for this platform
 * @param oca authority that owns the receiver; empty for one that owns itself
 * @param pdhBits inverted in the receiver's PDH certificate
 * @param chainBits inverted in its chain
 * @param amdBits inverted in AMD's certificates
 */
@Describe("Migrates a page of the guest to a guest of the host's own, on the same platform or on another: SEND_START to"
        + " RECEIVE_UPDATE_DATA.")
record SendGuest(
        @Describe("name of the copy") String as,
        @Describe("page that is sent") PageName page,

        @Describe("ASID of the copy; 0 for none, and then no page arrives")
        long asid,

        @Describe(
                "firmware of a second host of the same generation, such as 1.55.24, that receives the guest; without it the same platform does")
        Optional<String> to,

        @Describe("name of the authority that owns the second host's platform")
        Optional<String> oca,

        @Describe("bits of the receiver's PDH certificate that are inverted, as OFFSET:MASK,OFFSET:MASK")
        Optional<BitList> pdhBits,

        @Describe("bits of its chain, likewise") Optional<BitList> chainBits,
        @Describe("bits of AMD's certificates, likewise") Optional<BitList> amdBits)
        implements Act {

    /** PEK, OCA and CEK. Source: docs/reference/sev-firmware-api.md section 4.1. */
    private static final int CHAIN_BYTES = 3 * SevCertificate.SIZE;

    private static final int CHAIN_PAGES = 2;

    /** Header of a packet. Source: docs/reference/sev-firmware-api.md section 4.4. */
    private static final int HEADER_BYTES = 0x34;

    /** A platform of a migration. */
    private record Side(HostPorts ports, HostFirmware firmware) {
        SystemPhysical place(Bytes content) {
            return firmware.place(content);
        }

        Bytes read(SystemPhysical at, int length) {
            return ports.memory().read(at, length);
        }

        /** PDH and chain, with the CEK as AMD signed it; empty when the firmware refuses. */
        Optional<Certificates> certificates() {
            SystemPhysical pdh = ports.takeFrames(1);
            SystemPhysical chain = ports.takeFrames(CHAIN_PAGES);
            CommandFields fields = new CommandFields()
                    .range("pdh_cert", pdh, SevCertificate.SIZE)
                    .range("certs", chain, CHAIN_BYTES);
            return firmware.command(CommandId.PDH_CERT_EXPORT, fields).succeeded()
                    ? Optional.of(new Certificates(
                            read(pdh, SevCertificate.SIZE),
                            Bytes.concat(read(chain, CHAIN_BYTES - SevCertificate.SIZE), ports.signedCek())))
                    : Optional.empty();
        }
    }

    /** PDH, and PEK, OCA and CEK. */
    private record Certificates(Bytes pdh, Bytes chain) {}

    /** Checks that an owner has a platform of its own. */
    SendGuest {
        if (oca.isPresent() && to.isEmpty()) {
            throw new IllegalArgumentException("act send-guest oca needs a second host, give to");
        }
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Side sender = new Side(host.ports(), host.firmware());
        Side receiver = to.map(version -> host.ports().second(version))
                .map(ports -> new Side(ports, new HostFirmware(ports, host.journal())))
                .orElse(sender);
        oca.ifPresent(owner -> ImportCertificates.of(owner).perform(receiver.firmware(), receiver.ports()));
        Optional<Certificates> exported = receiver.certificates();
        if (exported.isEmpty()) {
            return;
        }
        SystemPhysical session = host.takeFrame();
        HostFirmware.Answer started = start(host, exported.get(), session);
        if (!started.succeeded()) {
            return;
        }
        Bytes header = sendPage(host, sender);
        Optional<Certificates> own = to.isPresent() ? sender.certificates() : exported;
        CommandFields received = new CommandFields()
                .range("pdh_cert", receiver.place(own.map(Certificates::pdh).orElse(Bytes.EMPTY)), SevCertificate.SIZE)
                .range("session", receiver.place(sender.read(session, LaunchSession.SIZE)), LaunchSession.SIZE)
                .with("policy", started.number("policy"));
        HostFirmware.Answer opened = receiver.firmware().command(CommandId.RECEIVE_START, received);
        if (opened.succeeded()) {
            receive(host, receiver, opened.number("handle"), header);
        }
    }

    private HostFirmware.Answer start(HostileHost host, Certificates receiver, SystemPhysical session) {
        Bytes amd = amdBits.orElse(BitList.NONE).in(host.ports().amdCertificates());
        Bytes pdh = pdhBits.orElse(BitList.NONE).in(receiver.pdh());
        Bytes chain = chainBits.orElse(BitList.NONE).in(receiver.chain());
        return host.command(
                CommandId.SEND_START,
                new CommandFields()
                        .range("pdh_cert", host.firmware().place(pdh), pdh.length())
                        .range("plat_certs", host.firmware().place(chain), chain.length())
                        .range("amd_certs", host.firmware().place(amd), amd.length())
                        .range("session", session, LaunchSession.SIZE));
    }

    /** The header of the packet and its content. */
    private Bytes sendPage(HostileHost host, Side sender) {
        SystemPhysical header = host.takeFrame();
        SystemPhysical content = host.takeFrame();
        var unused = host.command(CommandId.SEND_UPDATE_DATA, packet(header, host.start(page), content));
        if (to.isPresent()) {
            var unusedToo = host.command(CommandId.SEND_FINISH, new CommandFields());
        }
        return Bytes.concat(sender.read(header, HEADER_BYTES), sender.read(content, Page.SIZE));
    }

    private static CommandFields packet(SystemPhysical header, SystemPhysical guestPage, SystemPhysical content) {
        return new CommandFields()
                .range("hdr", header, HEADER_BYTES)
                .range("guest", guestPage, Page.SIZE)
                .range("trans", content, Page.SIZE);
    }

    /** Without an ASID the new guest has no key to decrypt with. */
    private void receive(HostileHost host, Side receiver, int handle, Bytes sent) {
        if (to.isEmpty()) {
            GuestActs.activate(host, as, handle, asid);
        } else if (asid != 0) {
            var unused = receiver.firmware()
                    .command(
                            CommandId.ACTIVATE,
                            new CommandFields().with("handle", handle).with("asid", asid));
        }
        if (asid == 0) {
            return;
        }
        CommandFields fields = packet(
                        receiver.place(sent.slice(0, HEADER_BYTES)),
                        receiver.ports().takeFrames(1),
                        receiver.place(sent.from(HEADER_BYTES)))
                .with("handle", handle);
        var unused = receiver.firmware().command(CommandId.RECEIVE_UPDATE_DATA, fields);
        if (to.isPresent()) {
            var unusedToo =
                    receiver.firmware().command(CommandId.RECEIVE_FINISH, new CommandFields().with("handle", handle));
        }
    }

    @Override
    public Optional<String> makes() {
        return Optional.of(as);
    }
}
