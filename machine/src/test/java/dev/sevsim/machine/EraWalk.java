package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.kernel.image.Era;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The launch secrets of one guest on their way, as observed from outside and inside.
 *
 * @param era its kernel
 * @param dmesg the lines of its log that have to do with them
 * @param entryAddress where the firmware's entry in the EFI configuration table is
 * @param pairAddress where that entry points: the (base, size) pair
 * @param pair its bytes
 * @param ownTable what the kernel uses instead, for an era that copies: address of the entry and of the copy
 * @param areaAddress where the bytes lie that the module works on
 * @param area them, as the guest sees them, before anything is removed
 * @param hostArea the same bytes as the host sees them
 * @param before what the shell shows before the removal: the lines typed and their output
 * @param after what it shows from the removal on
 * @param areaAfter the area afterwards, as the guest sees it
 * @param hostAfter the same as the host sees it
 * @param pageAfter the firmware's page afterwards, as the guest sees it
 */
record EraWalk(
        Era era,
        List<String> dmesg,
        long entryAddress,
        long pairAddress,
        Bytes pair,
        List<Long> ownTable,
        long areaAddress,
        Bytes area,
        Bytes hostArea,
        String before,
        String after,
        Bytes areaAfter,
        Bytes hostAfter,
        Bytes pageAfter) {
    static final long PAGE = 0x810000;
    static final String VICTIM = "e6f5a162-d67f-4750-a67c-5d065f2a9910";
    private static final long SEED = 1;
    private static final Guid FIRMWARE_TABLE = Guid.of("adf956ad-e98c-484c-ae11-b51c7d336447");
    private static final Guid COPY_TABLE = Guid.of("940ed1e9-d3da-408b-b307-e32d254a6516");
    private static final Pattern TABLE = Pattern.compile("efi: (?:Coco|Sev)Secret=0x([0-9a-f]+)");
    private static final Pattern OF_INTEREST = Pattern.compile(
            ".*(Linux version|mem 0x0000000000810000|ACPI data|efi:|Memory Encryption|secret|reserved as).*");

    /** Launches a guest with the sample secrets and looks at everything on the way. */
    static EraWalk of(Era era) {
        MachineSpec spec =
                MachineSpec.builder().guest(guest -> guest.era(era)).seed(SEED).build();
        try (RunningGuest launch = Launch.start(spec)) {
            return of(era, launch);
        }
    }

    private static EraWalk of(Era era, RunningGuest launch) {
        boolean copies = era == Era.V2;
        String directory = "/sys/kernel/security/" + era.directory();
        StringBuilder before = new StringBuilder();
        if (copies) {
            before.append(shell(launch, "modprobe " + era.module()));
        }
        before.append(shell(launch, "ls -la " + directory));
        before.append(shell(launch, "hexdump -C " + directory + "/" + VICTIM));
        List<String> dmesg = launch.type("dmesg")
                .lines()
                .filter(line -> OF_INTEREST.matcher(line).matches())
                .toList();
        long named = namedTable(dmesg);
        long pairAddress = copies ? pairAddress(dmesg) : named;
        long areaAddress = copies ? named + Integer.BYTES : PAGE;
        int length = launch.guestView(areaAddress, 20).asLittleEndian().getInt(16);
        Bytes area = launch.guestView(areaAddress, length);
        Bytes hostArea = host(launch, areaAddress, length);
        String after = shell(launch, "rm " + directory + "/" + VICTIM)
                + shell(launch, "ls -la " + directory)
                + shell(launch, "rmmod " + era.module())
                + shell(launch, "modprobe " + era.module())
                + shell(launch, "ls " + directory);
        return new EraWalk(
                era,
                dmesg,
                entry(launch, FIRMWARE_TABLE, pairAddress),
                pairAddress,
                launch.guestView(pairAddress, 16),
                copies ? List.of(entry(launch, COPY_TABLE, named), named) : List.of(),
                areaAddress,
                area,
                hostArea,
                before.toString(),
                after,
                launch.guestView(areaAddress, length),
                host(launch, areaAddress, length),
                launch.guestView(PAGE, length));
    }

    private static long namedTable(List<String> dmesg) {
        Matcher table = TABLE.matcher(String.join("\n", dmesg));
        if (!table.find()) {
            throw new AssertionError("no table in " + dmesg);
        }
        return Long.parseLong(table.group(1), 16);
    }

    /** The page of ACPI data that holds the pair is the only one of its type here. */
    private static long pairAddress(List<String> dmesg) {
        Matcher range = Pattern.compile("mem 0x([0-9a-f]{16})-.*ACPI data").matcher(String.join("\n", dmesg));
        if (!range.find()) {
            throw new AssertionError("no ACPI data in " + dmesg);
        }
        return Long.parseLong(range.group(1), 16);
    }

    /** Guest physical address of the 24 bytes of a configuration table entry. */
    private static long entry(RunningGuest launch, Guid guid, long pointer) {
        byte[] wanted = new byte[24];
        ByteBuffer.wrap(wanted)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(guid.toWire().toArray())
                .putLong(pointer);
        long found = launch.guestMemory().find(SecretBytes.copyOf(wanted)).orElseThrow();
        long distance = launch.hostMemory()
                        .find(SecretBytes.of(launch.hostView(PAGE).orElseThrow().slice(0, 64)))
                        .orElseThrow()
                - PAGE;
        if (!launch.guestView(found - distance, 24).equals(Bytes.copyOf(wanted))) {
            throw new AssertionError("guest memory is not in one piece");
        }
        return found - distance;
    }

    private static Bytes host(RunningGuest launch, long address, int length) {
        int offset = (int) (address % 4096);
        return launch.hostView(address).orElseThrow().slice(offset, offset + length);
    }

    /** The line with its prompt, and its output. */
    private static String shell(RunningGuest launch, String line) {
        String shown = launch.type(line);
        return "~ # " + shown.substring(0, shown.lastIndexOf('\n') + 1);
    }
}
