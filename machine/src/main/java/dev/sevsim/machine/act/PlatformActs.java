package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.CommandId;
import java.util.Optional;

/** Acts on the platform below the driver, which is not told. */
final class PlatformActs {
    private PlatformActs() {}

    /**
     * Shuts the firmware down and initialises it again: every guest is gone.
     *
     * <p>Source: docs/reference/sev-firmware-api.md section 4.1.
     */
    @Describe(
            "Shuts the firmware down and initialises it again as the driver did: SHUTDOWN, INIT, DF_FLUSH. Every guest is gone.")
    record RestartPlatform() implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            shutDown(host);
            host.initialise();
        }
    }

    /**
     * Writes the caches of all cores back, which DF_FLUSH demands between two guests under one ASID.
     *
     * <p>Source: docs/reference/sev-firmware-api.md section 7.
     */
    @Describe("Writes the caches of all cores back: WBINVD, as the driver does before DF_FLUSH.")
    record WriteBackCaches() implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            host.ports().writeBackCaches();
        }
    }

    /** Gives the platform a new identity: PEK, PDH and ownership are made anew. */
    @Describe(
            "Shuts the firmware down, erases its identity and initialises it again: SHUTDOWN, PLATFORM_RESET, INIT, DF_FLUSH.")
    record ResetPlatform() implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            shutDown(host);
            var unused = host.firmware().command(CommandId.PLATFORM_RESET);
            host.initialise();
        }
    }

    /**
     * Loads older firmware that AMD has signed.
     *
     * <p>docs/reference/sev-firmware-api.md section 8, row 5: without roll-back protection an old weakness comes back, and the same chip
     * key signs what it does.
     */
    @Describe(
            "Shuts the firmware down, loads another version of it and initialises: SHUTDOWN, DOWNLOAD_FIRMWARE, INIT, DF_FLUSH.")
    record DowngradeFirmware(
            @Describe("API major version") long major,
            @Describe("API minor version") long minor,
            @Describe("build") long build,

            @Describe("bits of the image that are inverted, as OFFSET:MASK,OFFSET:MASK")
            Optional<BitList> bits)
            implements Act {
        private static final int MOST = 255;

        /** Checks the version. */
        DowngradeFirmware {
            if (!isByte(major) || !isByte(minor) || !isByte(build)) {
                throw new IllegalArgumentException("act downgrade-firmware version " + major + "." + minor + "." + build
                        + ", expected numbers from 0 to " + MOST);
            }
        }

        private static boolean isByte(long number) {
            return number >= 0 && number <= MOST;
        }

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            Bytes image = bits.orElse(BitList.NONE)
                    .in(host.ports().firmwareImage(new ApiVersion((int) major, (int) minor), (int) build));
            SystemPhysical place = host.firmware().place(image);
            shutDown(host);
            var unused = host.firmware()
                    .command(CommandId.DOWNLOAD_FIRMWARE, new CommandFields().range("fw", place, image.length()));
            host.initialise();
        }
    }

    /**
     * Clears bit 23 of SYSCFG on a core, as a BIOS does in which memory encryption is off.
     *
     * <p>The memory controller goes on with the keys that it has; the firmware looks when it is initialised. Source:
     * docs/reference/sev-firmware-api.md section 7.4.
     */
    @Describe("Switches memory encryption off on a core, as a setting of the BIOS does: bit 23 of SYSCFG.")
    record DisableEncryption(@Describe("number of the core") long core) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            if (!host.ports().disableEncryption(Texts.fitting("core", core))) {
                throw new ActFailure("the host has no core " + core + " whose memory encryption is on");
            }
        }
    }

    private static void shutDown(HostileHost host) {
        var unused = host.firmware().command(CommandId.SHUTDOWN);
    }
}
