package dev.sevsim.kernel.shell;

class GrepCommandTest extends ShellLines {
    GrepCommandTest() {
        super("""
                grep ex f ! text ! 0
                grep -n m f ! 2:more ! 0
                grep -c e f ! 2 ! 0
                grep -v ex f ! more ! 0
                grep none f ! ! 1
                grep -q ex f ! ! 0
                grep -i TEXT f ! text ! 0
                grep ! Usage: grep [OPTION]... PATTERNS [FILE]...|Try 'grep --help' for more information. ! 2
                grep x none ! grep: none: No such file or directory ! 2
                """);
    }
}
