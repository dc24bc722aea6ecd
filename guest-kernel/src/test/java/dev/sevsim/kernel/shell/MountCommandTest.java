package dev.sevsim.kernel.shell;

class MountCommandTest extends ShellLines {
    MountCommandTest() {
        super("""
                mount ! rootfs on / type rootfs (rw) ! 0
                mount -t securityfs s /d && mount ! rootfs on / type rootfs (rw)|s on /d type securityfs (rw,relatime) ! 0
                mount securityfs ! mount: securityfs: can't find in /etc/fstab. ! 1
                mount -t none x /d ! mount: /d: unknown filesystem type 'none'.|       dmesg(1) may have more information after failed mount system call. ! 32
                mount -t securityfs x /none ! mount: /none: mount point does not exist.|       dmesg(1) may have more information after failed mount system call. ! 32
                mount -t securityfs s /f ! mount: /f: mount(2) system call failed: Not a directory.|       dmesg(1) may have more information after failed mount system call. ! 32
                """);
    }
}
