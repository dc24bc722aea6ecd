package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.launch.LaunchSession;
import java.util.Optional;

/**
 * Sends the attacked guest to the same platform: a copy of it under another handle.
 *
 * <p>The policy's NOSEND, DOMAIN and SEV decide: docs/reference/sev-firmware-api.md section 4.4. The copy has the same policy.
 */
@Describe(
        "Migrates a page of the guest to the same platform, as a guest of its own: SEND_START to RECEIVE_UPDATE_DATA.")
record SendGuest(
        @Describe("name of the copy") String as,
        @Describe("page that is sent") PageName page,

        @Describe("ASID of the copy; 0 for none, and then no page arrives")
        long asid)
        implements Act {

    /** PEK, OCA and CEK. Source: docs/reference/sev-firmware-api.md section 4.1. */
    private static final long CHAIN_BYTES = 3L * SevCertificate.SIZE;

    private static final int CHAIN_PAGES = 2;

    /** Header of a packet. Source: docs/reference/sev-firmware-api.md section 4.4. */
    private static final long HEADER_BYTES = 0x34;

    /** Where sender and receiver find what they exchange; both are this platform. */
    private record Channel(SystemPhysical pdh, SystemPhysical chain, SystemPhysical session, Packet packet) {
        static Channel in(HostileHost host) {
            return new Channel(
                    host.takeFrame(),
                    host.ports().takeFrames(CHAIN_PAGES),
                    host.takeFrame(),
                    new Packet(host.takeFrame(), host.takeFrame()));
        }

        CommandFields pdhAndSession() {
            return new CommandFields()
                    .range("pdh_cert", pdh, SevCertificate.SIZE)
                    .range("session", session, LaunchSession.SIZE);
        }
    }

    /** Where a packet lies. */
    private record Packet(SystemPhysical header, SystemPhysical content) {
        CommandFields fields(SystemPhysical guestPage) {
            return new CommandFields()
                    .range("hdr", header, HEADER_BYTES)
                    .range("guest", guestPage, Page.SIZE)
                    .range("trans", content, Page.SIZE);
        }
    }

    @Override
    public void perform(HostileHost host, HeldEvent event) {
        Channel channel = Channel.in(host);
        HostFirmware.Answer sent = send(host, channel);
        if (!sent.succeeded()) {
            return;
        }
        HostFirmware.Answer received = host.firmware()
                .command(CommandId.RECEIVE_START, channel.pdhAndSession().with("policy", sent.number("policy")));
        if (received.succeeded()) {
            receive(host, channel, received.number("handle"));
        }
    }

    private HostFirmware.Answer send(HostileHost host, Channel channel) {
        var exported = host.firmware()
                .command(
                        CommandId.PDH_CERT_EXPORT,
                        new CommandFields()
                                .range("pdh_cert", channel.pdh(), SevCertificate.SIZE)
                                .range("certs", channel.chain(), CHAIN_BYTES));
        Bytes amd = host.ports().amdCertificates();
        HostFirmware.Answer sent = host.command(
                CommandId.SEND_START,
                channel.pdhAndSession()
                        .range("plat_certs", channel.chain(), CHAIN_BYTES)
                        .range("amd_certs", host.firmware().place(amd), amd.length()));
        if (exported.succeeded() && sent.succeeded()) {
            var unused =
                    host.command(CommandId.SEND_UPDATE_DATA, channel.packet().fields(host.start(page)));
        }
        return sent;
    }

    /** Without an ASID the new guest has no key to decrypt with. */
    private void receive(HostileHost host, Channel channel, int handle) {
        GuestActs.activate(host, as, handle, asid);
        if (asid != 0) {
            CommandFields fields = channel.packet().fields(host.takeFrame()).with("handle", handle);
            var unused = host.firmware().command(CommandId.RECEIVE_UPDATE_DATA, fields);
        }
    }

    @Override
    public Optional<String> makes() {
        return Optional.of(as);
    }
}
