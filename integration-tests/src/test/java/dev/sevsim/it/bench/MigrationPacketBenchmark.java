package dev.sevsim.it.bench;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.PdhCertExport;
import dev.sevsim.abi.firmware.ReceiveStart;
import dev.sevsim.abi.firmware.ReceiveUpdate;
import dev.sevsim.abi.firmware.SendStart;
import dev.sevsim.abi.firmware.SendUpdate;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.abi.launch.SecretHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One packet of a migration, made and taken in by the same Secure Processor, for two guests. */
@Warmup(iterations = 4, time = 1)
public class MigrationPacketBenchmark extends BriefBenchmark {
    private static final long PDH = 0x10000;
    private static final long CHAIN = 0x11000;
    private static final long SESSION = 0x14000;
    private static final long HEADER = 0x15000;
    private static final long TRANSPORT = 0x20000;
    private static final int CERTIFICATE = 0x824;
    private static final int RECEIVER = 2;
    private static final int NO_DEBUGGING = 1;

    private final InitialisedProcessor machine = new InitialisedProcessor();
    private final Bytes send;
    private final Bytes receive;

    public MigrationPacketBenchmark() {
        int sender = machine.activeGuest();
        machine.run(CommandId.LAUNCH_MEASURE, new LaunchMeasure(sender, SESSION, MeasurementBlob.SIZE).encode());
        machine.run(CommandId.LAUNCH_FINISH, new LaunchFinish(sender).encode());
        machine.run(CommandId.PDH_CERT_EXPORT, new PdhCertExport(PDH, CERTIFICATE, CHAIN, 3 * CERTIFICATE).encode());
        machine.run(
                CommandId.SEND_START,
                new SendStart(sender, 0, PDH, CERTIFICATE, 0, 0, 0, 0, SESSION, LaunchSession.SIZE).encode());
        machine.run(
                CommandId.RECEIVE_START,
                new ReceiveStart(0, NO_DEBUGGING, PDH, CERTIFICATE, SESSION, LaunchSession.SIZE).encode());
        machine.run(CommandId.ACTIVATE, new Activate(RECEIVER, InitialisedProcessor.ASID + 1).encode());
        int size = Sizes.PACKET;
        send = new SendUpdate(sender, HEADER, SecretHeader.SIZE, InitialisedProcessor.DATA, size, TRANSPORT, size)
                .encode();
        receive = new ReceiveUpdate(
                        RECEIVER, HEADER, SecretHeader.SIZE, 2 * InitialisedProcessor.DATA, size, TRANSPORT, size)
                .encode();
    }

    /** There is a packet to receive. */
    @Setup(Level.Trial)
    public void sendOne() {
        send();
    }

    @TearDown
    public void close() {
        machine.close();
    }

    @Benchmark
    public void send() {
        machine.run(CommandId.SEND_UPDATE_DATA, send);
    }

    @Benchmark
    public void receive() {
        machine.run(CommandId.RECEIVE_UPDATE_DATA, receive);
    }
}
