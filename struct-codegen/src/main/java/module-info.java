/**
 * The annotation processor that writes the codec of each record annotated with {@code dev.sevsim.abi.layout.Struct}.
 *
 * <p>Used by the compiler only; no part of the program.
 */
module dev.sevsim.codegen {
    requires java.compiler;
    requires static org.jspecify;

    provides javax.annotation.processing.Processor with
            dev.sevsim.codegen.StructProcessor;
}
