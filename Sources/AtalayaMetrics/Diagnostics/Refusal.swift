/// A reason and a sentence, before anybody has said which metric it is about and counted it.
struct Refusal: Error {
    let reason: RejectionReason
    let message: String
}
