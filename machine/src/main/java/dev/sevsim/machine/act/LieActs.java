package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.uapi.E820Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/** What the host tells a guest that is not so. Answers that the processor gives itself are not among them: docs/limits.md. */
final class LieActs {
    private static final String E820_FILE = "etc/e820";

    private LieActs() {}

    /**
     * Answers a GHCB request otherwise.
     *
     * <p>The page and the MSR are shared with the host: docs/reference/kvm-host.md section 4.4. A guest has to check what it finds there.
     */
    @Belongs(sides = Point.Side.AFTER, to = EventKind.EXIT)
    @Describe("Answers a request in the GHCB, or in the GHCB MSR, otherwise.")
    record LieGhcb(
            @Describe("the GHCB MSR, for a request in it") Optional<Long> msr,

            @Describe("SW_EXITINFO1") long info1,
            @Describe("SW_EXITINFO2") long info2,
            @Describe("RAX, if it is to be another one") Optional<Long> rax)
            implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            GuestExit exit = event.exit(this);
            if (exit.page().isEmpty() == msr.isEmpty()) {
                throw new ActFailure("the request is in the GHCB" + (exit.page().isEmpty() ? " MSR" : "")
                        + ", which needs " + (exit.page().isEmpty() ? "msr" : "info1, info2 or rax"));
            }
            if (msr.isPresent()) {
                host.answers().ghcbMsr(exit, msr.get());
            } else {
                SystemPhysical page = exit.page().get().frame();
                OptionalLong register = rax.isPresent() ? OptionalLong.of(rax.get()) : OptionalLong.empty();
                host.answers().outcome(exit, page, info1, info2, register);
            }
        }
    }

    /**
     * Offers another content of an item of fw_cfg.
     *
     * <p>fw_cfg is the VMM's word. What of it is measured is checked by OVMF: docs/reference/ovmf-guest.md section 10.
     */
    @Describe("Offers another content of an item of fw_cfg, which the guest reads from then on.")
    record LieFwCfg(
            @Describe("setup, kernel, initrd, cmdline, or a file such as etc/e820")
            String item,

            @Describe("hexadecimal digits") Bytes content)
            implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            offer(host, item, content);
        }
    }

    /**
     * Offers another entry of the E820 map: in the place of the one with the same base, or one more.
     *
     * <p>The map is not measured. OVMF takes its memory from it: docs/reference/ovmf-guest.md section 5.
     */
    @Describe(
            "Offers another entry of the E820 map in fw_cfg: in the place of the one with the same base, or one more.")
    record LieE820(
            @Describe("first byte") long base,
            @Describe("bytes") long length,

            @Describe("kind of memory, such as RAM or RESERVED")
            E820Type type)
            implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            Bytes map = host.guest()
                    .vm()
                    .firmwareConfiguration(E820_FILE)
                    .orElseThrow(() -> new ActFailure("fw_cfg has no " + E820_FILE));
            Bytes entry = entry();
            for (int at = 0; at < map.length(); at += E820Type.RECORD_SIZE) {
                if (map.asLittleEndian().getLong(at) == base) {
                    offer(host, E820_FILE, Bytes.concat(map.slice(0, at), entry, map.from(at + E820Type.RECORD_SIZE)));
                    return;
                }
            }
            offer(host, E820_FILE, Bytes.concat(map, entry));
        }

        private Bytes entry() {
            return Bytes.copyOf(ByteBuffer.allocate(E820Type.RECORD_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(base)
                    .putLong(length)
                    .putInt(type.code())
                    .array());
        }
    }

    private static void offer(HostileHost host, String item, Bytes content) {
        host.guest()
                .vm()
                .firmwareConfiguration(item)
                .ifPresent(present -> HostileHost.requireChange(item, present, content));
        if (!host.guest().vm().replaceFirmwareConfiguration(item, content)) {
            throw new ActFailure("fw_cfg has no item " + item);
        }
    }
}
