package dev.sevsim.kernel.shell;

class RmCommandTest extends ShellLines {
    RmCommandTest() {
        super("""
                rm f; ls ! d ! 0
                rm d ! rm: cannot remove 'd': Is a directory ! 1
                rm none ! rm: cannot remove 'none': No such file or directory ! 1
                rm -f none ! ! 0
                """);
    }
}
