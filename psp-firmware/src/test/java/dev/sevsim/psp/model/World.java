package dev.sevsim.psp.model;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The model: what a platform is by the specification, and what each command does to it.
 *
 * <p>It follows docs/reference/sev-firmware-api.md alone. It looks into memory of the machine under test for what only
 * the machine has (random bytes, ciphertext), and for nothing else.
 */
final class World {
    /** Version 0.24, build 15: docs/reference/sev-firmware-api.md section 9.2. */
    static final int API_MAJOR = 0;

    static final int API_MINOR = 24;
    static final int BUILD = 15;

    /** A key agreement key of this platform; its public half is unknown until it was exported. */
    static final class Pdh {
        Bytes publicKey = Bytes.EMPTY;
    }

    /** A session that SEND_START made. */
    record SentSession(long policy, Pdh sender, Bytes receiver, Channel channel) {}

    /** What a receiver shows of itself, all of it genuine: this platform as it was at first. */
    record Chain(Bytes pdh, Bytes platform, Bytes amd, Bytes ownersPek, Bytes ownersOca) {}

    /** A page that SWAP_OUT made. */
    record Sealed(int swapKey, Plain page) {}

    final Machine machine;
    final Asids asids = new Asids();
    final Records records = new Records();
    final Ciphertexts memory;
    final TreeMap<Integer, Vm> vms = new TreeMap<>();
    final Map<Bytes, SentSession> sentSessions = new HashMap<>();
    final Map<Bytes, Sealed> sealed = new HashMap<>();
    /** Certificates of this platform's key agreement keys, and the number of the PEK that signed them. */
    final Map<Bytes, Integer> pdhSignedBy = new HashMap<>();

    final Set<Bytes> drawn = new HashSet<>();
    final Map<String, Bytes> exported = new HashMap<>();
    PlatformState platform = PlatformState.UNINIT;
    Identity identity;
    final Stores stores;
    boolean es;
    boolean queueMode;
    /** Guests could run when SHUTDOWN came: whether that clears flags as DEACTIVATE does is not specified. */
    boolean endedAlive;

    long trusted = -1;
    private int keysDrawn;
    private final Map<CommandId, Consumer<Call>> rules = Rules.of(this);

    private final Chain chain;

    World(Machine machine, Chain chain) {
        this.machine = machine;
        this.chain = chain;
        pdhSignedBy.put(chain.pdh(), Identity.FIRST);
        memory = new Ciphertexts(machine);
        Pdh pdh = new Pdh();
        pdh.publicKey = Sessions.examplePdh();
        identity = new Identity(pdh, Identity.FIRST, Identity.FIRST, false);
        stores = new Stores(this, identity);
    }

    Chain chain() {
        return chain;
    }

    /** Commands that the model covers. */
    Set<CommandId> commands() {
        return rules.keySet();
    }

    /** Takes the command's effect on the model; to be called before the machine runs it. */
    Call expect(Step.Command command) {
        Call call = new Call(command);
        try {
            if (queueMode) {
                queueMode = false;
                Refusal.unless(false, SevStatus.RING_BUFFER_EXIT);
            }
            int size = Shape.of(command.id()).size();
            if (size > 0) {
                copyable(command.at(), size);
            }
            Consumer<Call> rule = rules.get(command.id());
            if (rule == null) {
                throw new IllegalArgumentException("no rule for " + command.id());
            }
            rule.accept(call);
        } catch (Refusal refusal) {
            call.refuse(refusal);
        }
        return call;
    }

    /** An id that is not assigned. */
    SevStatus expectUnknown() {
        SevStatus status = queueMode ? SevStatus.RING_BUFFER_EXIT : SevStatus.INVALID_COMMAND;
        queueMode = false;
        return status;
    }

    Vm vm(Call call) {
        Vm vm = vms.get(call.handle());
        if (vm == null) {
            throw Refusal.with(SevStatus.INVALID_GUEST);
        }
        return vm;
    }

    void mustBe(PlatformState... allowed) {
        Refusal.unless(Set.of(allowed).contains(platform), SevStatus.INVALID_PLATFORM_STATE);
    }

    /**
     * Whether the running firmware is at least the version that the policy asks for: docs/reference/sev-firmware-api.md
     * section 3.6.
     */
    static boolean isNewEnough(long policy) {
        long major = policy >> 16 & 0xFF;
        long minor = policy >> 24 & 0xFF;
        return API_MAJOR > major || (API_MAJOR == major && API_MINOR >= minor);
    }

    static void mustBeActive(Vm vm) {
        Refusal.unless(vm.asid != 0, SevStatus.INACTIVE);
    }

    int lowestFreeHandle() {
        int handle = 1;
        while (vms.containsKey(handle)) {
            handle++;
        }
        return handle;
    }

    /** A random key that nothing else has. */
    int drawKey() {
        keysDrawn++;
        return keysDrawn;
    }

    /** SHUTDOWN, or an INIT that fails. */
    void forgetGuests() {
        endedAlive = endedAlive || vms.values().stream().anyMatch(vm -> vm.asid != 0);
        vms.clear();
        platform = PlatformState.UNINIT;
        es = false;
        trusted = -1;
    }

    /**
     * docs/reference/sev-firmware-api.md section 1.3: what one copy of a host buffer needs. Which comes first, window
     * or range, is our choice.
     */
    void copyable(long address, long length) {
        copyFault(address, length).ifPresent(status -> {
            throw Refusal.with(status);
        });
    }

    Optional<SevStatus> copyFault(long address, long length) {
        long plain = plain(address);
        if (plain == 0) {
            return Optional.of(SevStatus.INVALID_PARAM);
        }
        if (windows(plain, length) > 1) {
            return Optional.of(SevStatus.INVALID_PARAM);
        }
        return isLegal(address, length) ? Optional.empty() : Optional.of(SevStatus.INVALID_ADDRESS);
    }

    /** How many 64 MiB boundaries the range crosses. */
    static long windows(long plain, long length) {
        return Long.divideUnsigned(plain + length - 1, Layout.WINDOW) - Long.divideUnsigned(plain, Layout.WINDOW);
    }

    /** Described as DRAM, and no part of the trusted region. */
    boolean isLegal(long address, long length) {
        long plain = plain(address);
        boolean dram = plain >= 0 && plain < Layout.DRAM && length <= Layout.DRAM - plain;
        return dram && (trusted < 0 || plain >= trusted + (1 << 20) || plain + length <= trusted);
    }

    static long plain(long address) {
        return address & ~Layout.C_BIT;
    }

    /** What the host may see of a secret that the model cannot compute: the same as the last time. */
    String isAsBefore(String what, Bytes shown) {
        Bytes before = exported.putIfAbsent(what, shown);
        return before == null || before.equals(shown) ? "" : what + ": expected " + before + ", was " + shown;
    }

    Bytes read(long address, long length) {
        return Bytes.copyOf(machine.read(address, (int) length));
    }
}
