package dev.sevsim.kernel.shell;

class MountCommandTest extends ShellLines {
    MountCommandTest() {
        super("""
                mount ! rootfs on / type rootfs (rw) ! 0
                mount -t securityfs s /d && mount ! rootfs on / type rootfs (rw)|s on /d type securityfs (rw,relatime) ! 0
                mount -t none x /d ! mount: /d: unknown filesystem type 'none'. ! 32
                mount -t securityfs x /none ! mount: /none: mount point does not exist. ! 32
                mount -t securityfs s /f ! mount: /f: mount(2) system call failed: Not a directory. ! 32
                """);
    }
}
