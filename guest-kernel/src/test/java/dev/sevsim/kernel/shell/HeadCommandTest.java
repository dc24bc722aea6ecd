package dev.sevsim.kernel.shell;

/** Expected values from coreutils 9.1. */
class HeadCommandTest extends ShellLines {
    HeadCommandTest() {
        super("""
                head -n 1 f ! text ! 0
                head -1 f ! text ! 0
                head -n -1 f ! text ! 0
                head -c -5 f ! text ! 0
                head -c 5 f ! text ! 0
                head f d ! ==> f <==|text|more||==> d <==|head: error reading 'd': Is a directory ! 1
                head none ! head: cannot open 'none' for reading: No such file or directory ! 1
                echo a | head ! a ! 0
                """);
    }
}
