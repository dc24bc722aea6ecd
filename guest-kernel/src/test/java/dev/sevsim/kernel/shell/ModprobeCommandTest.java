package dev.sevsim.kernel.shell;

class ModprobeCommandTest extends ShellLines {
    ModprobeCommandTest() {
        super("""
                modprobe efi_secret && lsmod | grep -c efi ! 1 ! 0
                modprobe efi-secret && lsmod | grep -c efi ! 1 ! 0
                modprobe efi_secret; modprobe efi_secret ! ! 0
                modprobe none ! modprobe: FATAL: Module none not found in directory /lib/modules/6.1.0-sevsim ! 1
                """);
    }
}
