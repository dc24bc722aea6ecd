package dev.sevsim.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Boots kernels on OVMF releases and reads the results off the console. */
final class EraMatrix {
    /** Four entries of 4 bytes: header 1e74f542-..., length 116, then GUID, 24 and data each. */
    static final Bytes FOUR = Bytes.concat(
            Bytes.fromHex("42F5741EDD71664D963EEF4287FF173B74000000"),
            Bytes.fromHex("01000000000000000000000000000000180000004f6e6521"),
            Bytes.fromHex("020000000000000000000000000000001800000054776f21"),
            Bytes.fromHex("030000000000000000000000000000001800000054687265"),
            Bytes.fromHex("0400000000000000000000000000000018000000466f7572"));

    private static final Pattern FAILED = Pattern.compile("probe of efi_secret\\.0 failed with error (-[0-9]+)");
    private static final Pattern STRERROR = Pattern.compile("could not insert '[a-z_]+': ([A-Z][A-Za-z ]+)\n");
    private static final Pattern USABLE =
            Pattern.compile("BIOS-e820: \\[mem 0x([0-9a-f]{16})-0x([0-9a-f]{16})] ([A-Za-z ]+)\n");

    /** How firmware keeps the secrets. */
    enum Firmware {
        RESERVED("202202 and later: reserved, 0xC00 bytes", 0, 0, 0xC00),
        SMALL_EXACT("202108, 202111: boot-services data, 0xC00 bytes, a descriptor of its own", 4, 0, 0xC00),
        SMALL_MERGED("the same, one descriptor with the work area below, ACPI memory around it", 4, 1, 0xC00),
        SMALL_BLOCK(
                "the same, a descriptor of its own with ACPI memory around it, as in a launch with S3", 4, 0, 0xC00),
        PAGE_EXACT("202102, 202105: boot-services data, 0x1000 bytes, a descriptor of its own", 4, 0, 0x1000),
        PAGE_MERGED("the same, one descriptor with the work area below, ACPI memory around it", 4, 1, 0x1000),
        PAIR_ZEROED("reserved, but the (base, size) pair is overwritten with zeros", 0, 0, 0xC00),
        PAIR_REUSED("the same, overwritten with 0x41 bytes", 0, 0, 0xC00),
        EMPTY("reserved, nothing injected", 0, 0, 0xC00),
        NO_TABLE("no configuration table", 0, 0, 0);

        private final String text;
        private final int type;
        private final int pagesBelow;
        private final long size;

        Firmware(String text, int type, int pagesBelow, long size) {
            this.text = text;
            this.type = type;
            this.pagesBelow = pagesBelow;
            this.size = size;
        }
    }

    /**
     * One combination.
     *
     * @param firmware in words
     * @param era kernel
     * @param loadsItself whether the module is in the kernel before any command
     * @param load errno of the module; empty without a device
     * @param files how many; empty without a directory
     * @param page type of OVMF's secret page in the kernel's memory map
     */
    record Row(
            String firmware,
            Era era,
            boolean loadsItself,
            Optional<String> load,
            Optional<Integer> files,
            String page) {}

    private EraMatrix() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Firmware firmware : Firmware.values()) {
            for (Era era : Era.values()) {
                rows.add(row(firmware, era));
            }
        }
        return rows;
    }

    static Row row(Firmware firmware, Era era) {
        KernelCpu cpu = new KernelCpu();
        FakeFirmware fake = new FakeFirmware(cpu, EmbeddedKernel.image(era), EmbeddedKernel.initrd(era));
        fake.secretPageOfType(firmware.type, firmware.pagesBelow);
        if (EnumSet.of(Firmware.SMALL_MERGED, Firmware.SMALL_BLOCK, Firmware.PAGE_MERGED)
                .contains(firmware)) {
            fake.fenceSecretPage();
        }
        if (firmware == Firmware.PAIR_ZEROED || firmware == Firmware.PAIR_REUSED) {
            fake.pairReused = Bytes.fromHex((firmware == Firmware.PAIR_ZEROED ? "00" : "41").repeat(16));
        }
        if (firmware != Firmware.NO_TABLE) {
            fake.publishSecrets(
                    firmware == Firmware.EMPTY ? Bytes.zeros(0xC00) : FOUR, FakeFirmware.AREA, firmware.size);
        }
        String console = console(cpu, fake, era);
        return new Row(
                firmware.text, era, loadsItself(console, era), load(console, era), files(console, era), page(console));
    }

    /** Boots, loads the module by hand if it is not there yet, and lists its directory. */
    static String console(KernelCpu cpu, FakeFirmware firmware, Era era) {
        GuestPhysical entry = firmware.load("console=ttyS0");
        cpu.type("lsmod\nmodprobe " + era.module() + "\necho loaded $?\nls -1 /sys/kernel/security/" + era.directory()
                + "\npoweroff\n");
        try {
            long unused = new LinuxKernel().run(cpu, entry, firmware.arguments());
        } catch (FakeCpu.Stopped off) {
            return cpu.console().replace("\r\n", "\n");
        }
        throw new AssertionError("the kernel returned to the firmware");
    }

    private static boolean loadsItself(String console, Era era) {
        int listing = console.indexOf("# lsmod\n");
        return console.substring(listing, console.indexOf("~ # modprobe")).contains("\n" + era.module());
    }

    static Optional<String> load(String console, Era era) {
        if (era != Era.FINAL) {
            Matcher refused = STRERROR.matcher(console);
            return Optional.of(!refused.find() ? "0" : code(refused.group(1)));
        }
        Matcher failed = FAILED.matcher(console);
        if (failed.find()) {
            return Optional.of(failed.group(1));
        }
        if (!loadsItself(console, era)) {
            return Optional.empty();
        }
        return Optional.of(console.contains("] efi_secret efi_secret.0: Created ") ? "0" : "-19, silent");
    }

    private static String code(String text) {
        return text.equals("Invalid argument") ? "-22" : text.equals("Cannot allocate memory") ? "-12" : text;
    }

    static Optional<Integer> files(String console, Era era) {
        String command = "# ls -1 /sys/kernel/security/" + era.directory() + "\n";
        String listing =
                console.substring(console.indexOf(command) + command.length(), console.indexOf("~ # poweroff"));
        return listing.startsWith("ls: cannot access")
                ? Optional.empty()
                : Optional.of((int) listing.lines().count());
    }

    private static String page(String console) {
        Matcher entry = USABLE.matcher(console);
        while (entry.find()) {
            if (Long.parseLong(entry.group(1), 16) <= FakeFirmware.AREA
                    && FakeFirmware.AREA <= Long.parseLong(entry.group(2), 16)) {
                return entry.group(3);
            }
        }
        return "not in the map";
    }
}
