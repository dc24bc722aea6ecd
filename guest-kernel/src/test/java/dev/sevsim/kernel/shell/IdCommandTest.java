package dev.sevsim.kernel.shell;

class IdCommandTest extends ShellLines {
    IdCommandTest() {
        super("""
                id ! uid=0(root) gid=0(root) groups=0(root) ! 0
                id -u ! 0 ! 0
                """);
    }
}
