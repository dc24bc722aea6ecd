package dev.sevsim.kernel.shell;

class CatCommandTest extends ShellLines {
    CatCommandTest() {
        super("""
                cat f ! text|more ! 0
                cat f f ! text|more|text|more ! 0
                echo in | cat ! in ! 0
                echo in | cat - ! in ! 0
                cat none ! cat: none: No such file or directory ! 1
                cat none f ! cat: none: No such file or directory|text|more ! 1
                cat '' 'a b' ! cat: '': No such file or directory|cat: 'a b': No such file or directory ! 1
                cat < f ! text|more ! 0
                cat d ! cat: d: Is a directory ! 1
                """);
    }
}
