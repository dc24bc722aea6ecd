/** AssertJ assertions on launches and scenarios. */
module dev.sevsim.assertj {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.scenario;
    requires transitive org.assertj.core;

    exports dev.sevsim.assertj;
}
