package dev.sevsim.cli;

import picocli.CommandLine.Option;

/** A verb whose result is text, or JSON for programs. */
abstract class JsonVerb extends Verb {
    @Option(names = "--json", description = "Print JSON instead of text.")
    @Topic.Of(Topic.OUTPUT)
    private boolean json;

    boolean json() {
        return json;
    }
}
