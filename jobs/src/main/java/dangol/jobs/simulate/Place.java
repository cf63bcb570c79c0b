package dangol.jobs.simulate;

import java.util.List;

/** Where a customer lives. */
record Place(String region, String city, String postcodePrefix) {

    static final List<Place> ALL = List.of(
            new Place("Seoul", "강남구", "061"),
            new Place("Seoul", "마포구", "040"),
            new Place("Seoul", "송파구", "055"),
            new Place("Busan", "해운대구", "480"),
            new Place("Incheon", "연수구", "219"),
            new Place("Daegu", "수성구", "421"),
            new Place("Daejeon", "유성구", "341"),
            new Place("Gyeonggi", "성남시", "135"),
            new Place("Gyeonggi", "수원시", "164"),
            new Place("Jeju", "제주시", "631"));
}
