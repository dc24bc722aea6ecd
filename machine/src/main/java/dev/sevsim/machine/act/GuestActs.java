package dev.sevsim.machine.act;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.frame.LaunchBundle;
import java.util.List;
import java.util.Optional;

/** Acts that make guests of the host's own: beside the attacked one, out of it, or in its place. */
final class GuestActs {
    /** KVM_CAP_VM_COPY_ENC_CONTEXT_FROM. */
    private static final int COPY_CONTEXT = 197;
    /** KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM. */
    private static final int MOVE_CONTEXT = 206;

    private GuestActs() {}

    /**
     * Launches a guest of the host's own, without an owner.
     *
     * <p>With the owner's session it has the attacked guest's TIK and TEK: docs/reference/sev-firmware-api.md section 8. With another guest's handle it shares that guest's key, unless the policy has NOKS: docs/reference/sev-firmware-api.md section 8.
     */
    @Describe("Launches a guest of the host's own, without an owner: LAUNCH_START and, with an ASID, ACTIVATE.")
    record LaunchGuest(
            @Describe("its name") String as,
            @Describe("its policy") long policy,
            @Describe("its ASID; 0 for none") long asid,

            @Describe("handle of a guest whose key it shares")
            Optional<HostValue> share,

            @Describe("1 to launch it with the session that the owner made for the attacked guest")
            long session)
            implements Act {

        /** Checks the flag. */
        LaunchGuest {
            if (session != 0 && session != 1) {
                throw new IllegalArgumentException("act launch-guest session is " + session + ", expected 0 or 1");
            }
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            long shared = share.map(value -> value.resolve(host)).orElse(0L);
            CommandFields fields = new CommandFields().with("handle", shared).with("policy", policy);
            if (session != 0) {
                LaunchBundle bundle = host.bundle();
                fields.range(
                                "dh_cert",
                                host.firmware().place(bundle.godh()),
                                bundle.godh().length())
                        .range(
                                "session",
                                host.firmware().place(bundle.session()),
                                bundle.session().length());
            }
            HostFirmware.Answer started = host.firmware().command(CommandId.LAUNCH_START, fields);
            if (started.succeeded()) {
                activate(host, as, started.number("handle"), asid);
            }
        }

        @Override
        public Optional<String> makes() {
            return Optional.of(as);
        }

        @Override
        public List<String> uses() {
            return share.flatMap(HostValue::guest).stream().toList();
        }
    }

    /**
     * Makes a VM that shares the guest's encryption context.
     *
     * <p>Source: docs/reference/kvm-host.md section 2.9.
     */
    @Belongs(except = EventKind.FIRMWARE_COMMAND)
    @Describe("Makes a VM that shares the guest's encryption context: KVM_CAP_VM_COPY_ENC_CONTEXT_FROM.")
    record CopyContext() implements Act {
        @Override
        public void perform(HostileHost host, HeldEvent event) {
            host.calls().transferContext(host.guest().vm().descriptor(), COPY_CONTEXT);
        }
    }

    /**
     * Moves the guest's encryption context to another VM, which leaves the guest without.
     *
     * <p>Source: docs/reference/kvm-host.md section 2.9.
     */
    @Belongs(except = EventKind.FIRMWARE_COMMAND)
    @Describe("Moves the guest's encryption context to another VM: KVM_CAP_VM_MOVE_ENC_CONTEXT_FROM.")
    record MoveContext() implements Act {
        @Override
        public void perform(HostileHost host, HeldEvent event) {
            host.calls().transferContext(host.guest().vm().descriptor(), MOVE_CONTEXT);
        }
    }

    /**
     * Binds a new guest to an ASID, if it is to have one, and keeps it under its name.
     *
     * @throws ActFailure when the firmware refuses the ASID; the guest stays, without one
     */
    static void activate(HostileHost host, String name, int handle, long asid) {
        if (asid == 0) {
            host.guests().add(name, new HostGuests.Known(handle, 0));
            return;
        }
        CommandFields fields = new CommandFields().with("handle", handle).with("asid", asid);
        HostFirmware.Answer answer = host.firmware().command(CommandId.ACTIVATE, fields);
        host.guests().add(name, new HostGuests.Known(handle, answer.succeeded() ? (int) asid : 0));
        if (!answer.succeeded()) {
            throw new ActFailure("guest " + name + " has no ASID " + asid + ": " + answer);
        }
    }
}
