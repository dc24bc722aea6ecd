package dev.sevsim.codegen;

/** A structure description that contradicts itself; the message becomes a compiler error at the record. */
final class StructFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    StructFormatException(String problem) {
        super(problem);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
