package dev.sevsim.it.bench;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.LaunchStart;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.Fuses;
import dev.sevsim.psp.nv.MemoryNvStorage;
import java.util.Optional;
import java.util.function.Function;

/** A Secure Processor after INIT, with the command buffer of its host; how a command travels is the caller's choice. */
final class InitialisedProcessor implements AutoCloseable {
    static final long BUFFER = 0x1000;
    static final long DATA = 0x100_0000;
    static final int ASID = 100;

    private static final long MEMORY = 64L << 20;
    private static final int NO_DEBUGGING = 1;
    private static final int STATUS = 0xFFFF;

    private final Workers workers = Workers.pooled();
    private final EncryptedMemory memory;
    private final SecureProcessor processor;
    private final MemoryPort host;
    private Function<Frame, Optional<Frame>> way;

    InitialisedProcessor() {
        SeededRandom random = SeededRandom.of(1);
        FirmwareProfile profile = FirmwareProfile.milan();
        SimulatedAmd amd = SimulatedAmd.of(profile.generation());
        memory = profile.memory(MEMORY, random.split("memory"), workers);
        processor = SecureProcessor.onBoard(
                Fuses.of(ChipSecret.embedded(), amd.ark(), amd.ask()),
                new SecureProcessor.Board(memory, new MemoryNvStorage(), workers),
                profile,
                random.split("psp"),
                Trace.NONE);
        host = memory.hostPort();
        way = processor.mailbox()::handle;
        run(CommandId.INIT, new Init(0, 0, 0).encode());
        memory.writeBackInvalidateAll();
        run(CommandId.DF_FLUSH, Bytes.EMPTY);
    }

    EncryptedMemory memory() {
        return memory;
    }

    SecureProcessor processor() {
        return processor;
    }

    /** From now on commands travel this way. */
    void through(Function<Frame, Optional<Frame>> other) {
        way = other;
    }

    /** Starts a launch without a session and activates its guest; answers the handle. */
    int activeGuest() {
        run(CommandId.LAUNCH_START, new LaunchStart(0, NO_DEBUGGING, 0, 0, 0, 0).encode());
        int handle = LaunchStart.CODEC
                .decode(host.read(new SystemPhysical(BUFFER), LaunchStart.SIZE))
                .handle();
        run(CommandId.ACTIVATE, new Activate(handle, ASID).encode());
        return handle;
    }

    /** Puts the command's buffer into memory and runs it. */
    void run(CommandId id, Bytes buffer) {
        host.write(new SystemPhysical(BUFFER), buffer);
        run(id);
    }

    /** Runs a command on the buffer that is in memory. */
    void run(CommandId id) {
        Frame answer = way.apply(new MailboxCommand(id.code() << 16, BUFFER)).orElseThrow();
        int status = ((MailboxResponse) answer).responseRegister() & STATUS;
        if (status != 0) {
            throw new IllegalStateException(id + " answered 0x" + Integer.toHexString(status));
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
