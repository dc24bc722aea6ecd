package dev.sevsim.scenario.check;

/**
 * A check of the sources.
 *
 * @param id by which it is switched off
 * @param type simple name of its class
 * @param method its method, without the names of lambdas
 * @param line of the source
 * @param answer what it refuses with, as far as its code names it: a status, an errno or the name of what makes the refusal
 */
record CheckSite(String id, String type, String method, int line, String answer) {}
