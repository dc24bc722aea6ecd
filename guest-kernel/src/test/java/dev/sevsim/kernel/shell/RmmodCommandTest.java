package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RmmodCommandTest extends ShellLines {
    RmmodCommandTest() {
        super("""
                modprobe efi_secret; rmmod efi_secret; lsmod | grep -c efi ! 0 ! 1
                rmmod efi_secret ! rmmod: ERROR: Module efi_secret is not currently loaded ! 1
                """);
    }

    @Test
    void refusesAModuleInUse() {
        ShellGuest guest = guest();
        guest.run("modprobe efi_secret");
        guest.use.acquire();

        assertThat(guest.run("rmmod efi_secret")).isEqualTo("rmmod: ERROR: Module efi_secret is in use\n");
        assertThat(guest.shell.status()).isEqualTo(1);
    }
}
