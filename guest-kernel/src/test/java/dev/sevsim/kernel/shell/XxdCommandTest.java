package dev.sevsim.kernel.shell;

/** Expected values from xxd and hexdump of util-linux. */
class XxdCommandTest extends ShellLines {
    XxdCommandTest() {
        super("""
                xxd d ! xxd: Is a directory ! 2
                xxd -s -4 -p f ! 6f72650a ! 0
                echo x | xxd -s -1 ! xxd: Sorry, cannot seek. ! 4
                xxd -s -40 f ! xxd: Sorry, cannot seek. ! 4
                hexdump -C d ! hexdump: d: Is a directory ! 0
                hexdump -C -s 100 f ! 0000000a ! 0
                hexdump none ! hexdump: none: No such file or directory|hexdump: all input file arguments failed ! 1
                modprobe -r nosuch ! modprobe: FATAL: Module nosuch not found. ! 1
                dmesg -t -r ! dmesg: mutually exclusive arguments: --raw --notime ! 1
                """);
    }
}
