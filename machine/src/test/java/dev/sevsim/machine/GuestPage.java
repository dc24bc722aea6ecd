package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** docs/guest.md: the path of a launch secret through the guest, with addresses and bytes of runs. */
final class GuestPage {
    static final Path FILE = Path.of("..", "docs", "guest.md");

    private static final int ROW = 16;
    private static final int HEADER = 20;

    private final List<EraWalk> walks;
    private final EraWalk last;
    private final StringBuilder text = new StringBuilder();

    private GuestPage(List<EraWalk> walks) {
        this.walks = walks;
        this.last = walks.get(walks.size() - 1);
    }

    static String text(List<EraWalk> walks) {
        GuestPage page = new GuestPage(walks);
        page.write();
        return page.text.toString();
    }

    private void write() {
        line("# The guest: where a launch secret goes");
        line("");
        line("All output and bytes on this page are from runs of `sevsim launch --seed 1`, with the");
        line("four sample secrets, for each kernel of [eras.md](eras.md). `GuestPageTest` writes it with");
        line("`-Dsevsim.docs.write=true` and fails when it is out of date. Addresses are guest physical.");
        line("");
        path();
        area();
        kernels();
        unlink();
        line("## Try it");
        line("");
        line("```sh");
        line("./sevsim launch --seed 1 --era v2 --shell       # the same guest with an interactive console");
        line("./sevsim demo encrypted-files                   # an application that uses such a secret");
        line("```");
        line("");
        realGuest();
    }

    private void realGuest() {
        line("## A real guest");
        line("");
        line("`launch --real-guest` compares this model with a real OVMF and a real kernel on the same launch:");
        line("");
        line("```sh");
        line("./sevsim launch --real-guest --firmware OVMF.amdsev.fd --kernel bzImage --secret luks-key=@key.txt");
        line("```");
        line("");
        line(
                "1. The kernel's setup header is filled in as QEMU does for a guest without SEV; what is launched, measured and");
        line("   attested is that kernel, an initrd that prints secrets, and `console=ttyS0 rdinit=/init`.");
        line("2. After LAUNCH_FINISH the pages of hashes and secrets are read through the guest's key.");
        line(
                "3. QEMU boots without SEV, with these pages at their addresses: the real OVMF verifies the files against the hashes, the");
        line(
                "   real kernel's `efi_secret` finds the area, and its files are compared with those of the modelled guest.");
        line("");
        line(
                "Exit status 1: the launch was refused, a content differs, or the real guest did not come to its end, with a line that");
        line(
                "has the reason. `--real-guest-console` prints its console, `--real-guest-timeout` limits it (180 s), `--real-guest-accel kvm`");
        line("is faster where `/dev/kvm` can be used. Needed:");
        line("");
        line("| What | Option | Else | Install |");
        line("|---|---|---|---|");
        line("| QEMU 7.1 or newer | `--qemu` | `PATH` | Debian: `qemu-system-x86` |");
        line(
                "| OVMF of `AmdSevX64.dsc` | `--firmware` | `/usr/share/ovmf/OVMF.amdsev.fd` and the like | Debian 13: `ovmf-amdsev` |");
        line(
                "| a kernel with `CONFIG_EFI_SECRET=y`, `CONFIG_SECURITYFS`, `CONFIG_BLK_DEV_INITRD`, a serial console | `--kernel` | `/boot/vmlinuz-*` whose"
                        + " `config-*` has it | Debian's kernels lack it |");
        line("| a static busybox for the initrd | `--initrd` | `/bin/busybox` | Debian: `busybox-static` |");
        line("");
        line(
                "An initrd of your own prints on the console a line `sevsim-guest: secret GUID HEX` for each file and `sevsim-guest: end` at last.");
    }

    private void path() {
        line("## Path of the secret");
        line("");
        line(
                "1. The firmware decrypts the owner's packet into the page that the OVMF image names: 0x%x, area of 0x%x bytes."
                        .formatted(EraWalk.PAGE, size()));
        line(
                "2. OVMF reserves that page and publishes its location: an entry of the EFI configuration table points to a pair");
        line("   (base, size).");
        line("3. The kernel finds the entry, reserves the page, and passes the pair to its module.");
        line("4. The module reads the area through an encrypted mapping and makes a file of each entry.");
        line("");
        line("| | " + row(walk -> walk.era().label()));
        line("|---|" + "---|".repeat(walks.size()));
        line("| kernel | " + row(walk -> walk.era().release()));
        line("| entry `adf956ad-…` | " + row(walk -> hex(walk.entryAddress())));
        line("| points to the pair at | " + row(walk -> hex(walk.pairAddress())));
        line("| the pair: base, size | "
                + row(walk -> hex(walk.pair().asLittleEndian().getLong(0)) + ", "
                        + hex(walk.pair().asLittleEndian().getLong(8))));
        line("| the kernel's own entry `940ed1e9-…` | "
                + row(walk ->
                        walk.ownTable().isEmpty() ? "none" : hex(walk.ownTable().get(0))));
        line("| which points to a copy at | "
                + row(walk -> walk.ownTable().isEmpty()
                        ? "none"
                        : hex(walk.ownTable().get(1)) + ": u32 size, then the bytes"));
        line("| the module works at | " + row(walk -> hex(walk.areaAddress())));
        line("| module | " + row(walk -> "`" + walk.era().module() + "`"));
        line("| directory | " + row(walk -> "`" + walk.era().directory() + "`"));
        line("");
        line("The pair in memory; the kernels of v7 and final read it themselves, in v2 the stub does:");
        line("");
        code(dump(last.pair(), last.pairAddress()));
    }

    private void area() {
        line("## The bytes of the area");
        line("");
        line("| Offset | Bytes | What |");
        line("|---|---|---|");
        Bytes area = last.area();
        field(0, 16, "header GUID " + guid(area, 0));
        field(16, 4, "length of the table with this header: " + u32(area, 16));
        for (int at = HEADER; at + HEADER <= area.length(); at += u32(area, at + 16)) {
            field(at, 16, "GUID " + guid(area, at));
            field(at + 16, 4, "length of the entry with these 20 bytes: " + u32(area, at + 16));
            field(at + HEADER, u32(area, at + 16) - HEADER, "the secret");
        }
        line("");
        line("As the guest reads it, through its key:");
        line("");
        code(dump(area, last.areaAddress()));
        line("The same bytes in DRAM, as the host reads them:");
        line("");
        code(dump(last.hostArea(), last.areaAddress()));
    }

    private void kernels() {
        line("## Log and files of each kernel");
        line("");
        for (EraWalk walk : walks) {
            line("### " + walk.era().label());
            line("");
            code(String.join("\n", walk.dmesg()) + "\n");
            code(walk.before());
        }
    }

    private void unlink() {
        line("## Effect of unlink");
        line("");
        line(
                "Data and GUID of the entry are overwritten with zeros, its length stays, and the file is gone, also after the");
        line("module is loaded again. The rest of the table is unchanged.");
        line("");
        for (EraWalk walk : walks) {
            line("### " + walk.era().label() + ", removal");
            line("");
            code(walk.after());
            int from = entryOf(walk.area());
            line("The entry at %s, as the guest reads it, then as the host does:"
                    .formatted(hex(walk.areaAddress() + from)));
            line("");
            code(dump(walk.areaAfter().slice(from, walk.area().length()), walk.areaAddress() + from));
            code(dump(walk.hostAfter().slice(from, walk.area().length()), walk.areaAddress() + from));
            boolean remains = walk.pageAfter().equals(walk.area());
            line(
                    remains
                            ? "OVMF's page at %s still holds **all four secrets**: this kernel wipes only its copy."
                                    .formatted(hex(EraWalk.PAGE))
                            : "The wiped page is OVMF's; there is no other copy.");
            line("");
        }
    }

    private int entryOf(Bytes area) {
        for (int at = HEADER; at + HEADER <= area.length(); at += u32(area, at + 16)) {
            if (guid(area, at).equals(EraWalk.VICTIM)) {
                return at;
            }
        }
        throw new AssertionError("no entry " + EraWalk.VICTIM);
    }

    private long size() {
        return last.pair().asLittleEndian().getLong(8);
    }

    private void field(int offset, int length, String what) {
        String bytes = last.area().slice(offset, offset + length).toHex();
        String shown = bytes.length() > 32 ? bytes.substring(0, 32) + "…" : bytes;
        line("| 0x%02x | `%s` | %s |".formatted(offset, shown, what));
    }

    private String row(Function<EraWalk, String> value) {
        StringBuilder cells = new StringBuilder();
        walks.forEach(walk -> cells.append(cells.isEmpty() ? "" : " ")
                .append(value.apply(walk))
                .append(" |"));
        return cells.toString();
    }

    private void code(String content) {
        line("```");
        text.append(content.replaceAll("[ ]+\n", "\n"));
        line("```");
        line("");
    }

    private void line(String content) {
        text.append(content).append('\n');
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static int u32(Bytes bytes, int offset) {
        return bytes.asLittleEndian().getInt(offset);
    }

    private static String guid(Bytes bytes, int offset) {
        return Guid.fromWire(bytes.toArray(), offset).toString();
    }

    private static String dump(Bytes bytes, long address) {
        StringBuilder rows = new StringBuilder();
        for (int at = 0; at < bytes.length(); at += ROW) {
            StringBuilder hex = new StringBuilder();
            StringBuilder ascii = new StringBuilder();
            for (int i = at; i < Math.min(at + ROW, bytes.length()); i++) {
                int b = bytes.u8(i);
                hex.append(String.format(Locale.ROOT, " %02x", b));
                ascii.append(b >= 0x20 && b < 0x7F ? (char) b : '.');
            }
            rows.append(String.format(Locale.ROOT, "%08x %-48s  |%s|\n", address + at, hex, ascii));
        }
        return rows.toString();
    }
}
