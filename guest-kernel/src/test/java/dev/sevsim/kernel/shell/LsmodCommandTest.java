package dev.sevsim.kernel.shell;

class LsmodCommandTest extends ShellLines {
    LsmodCommandTest() {
        super("""
                lsmod ! Module                  Size  Used by ! 0
                modprobe efi_secret; lsmod ! Module                  Size  Used by|efi_secret             16384  0 ! 0
                """);
    }
}
