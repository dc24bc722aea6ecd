package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceOperation;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VcpuReset;
import dev.sevsim.bus.frame.VmcbControl;
import java.util.List;
import java.util.Optional;

/** Frames and links for tests; {@link #frames} has one frame of every type, each field with its own value. */
public final class Samples {
    private Samples() {}

    public static List<Frame> frames() {
        return List.of(
                new MailboxCommand(0x0030_0001, 0x1234_5678_9ABCL),
                new MailboxResponse(0x8000_0007),
                new DeviceCall(DeviceOperation.IOCTL, 5, 0xC008_AEBA, 0x7FFF_0000_1000L),
                new DeviceResult(-22),
                new VcpuEntry(
                        1, new VmcbControl(2, 3, 0x4000, 0x5000), new GuestRegisters(5, 6, 7, 8), Bytes.of(9, 10)),
                new VcpuExit(
                        1,
                        new Intercept(ExitReason.IOIO, 0x3F8_0010L, 3),
                        new GuestRegisters(4, 5, 6, 7),
                        Bytes.ofAscii("abc")),
                new VcpuReset(3),
                new PlatformCertificates(Bytes.of(1, 2, 3), Bytes.of(4), Bytes.EMPTY),
                new LaunchBundle(0x5, Bytes.of(1, 1), Bytes.of(2, 2, 2)),
                new LaunchMeasurement(Bytes.zeros(48), 0, 24, 15, 1),
                new LaunchSecretPacket(Bytes.zeros(52), Bytes.of(7, 7, 7)),
                new OwnerRefusal("digest differs: größer"),
                new Notice("RESUME", ""));
    }

    /** A link on which the processor answers a command with the value of its command register. */
    public static Link echo(SimBus bus, Tap... taps) {
        Link link = bus.connect(Party.HOST, Party.PSP, List.of(taps));
        link.end(Party.PSP)
                .onRequest(request -> Optional.of(new MailboxResponse(((MailboxCommand) request).commandRegister())));
        return link;
    }

    public static Envelope request(Frame frame) {
        return new Envelope(Party.HOST, Party.PSP, EnvelopeKind.REQUEST, 0x0102_0304_0506_0708L, frame);
    }
}
