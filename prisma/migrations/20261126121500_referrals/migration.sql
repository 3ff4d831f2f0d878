-- 转介: by when another office is to answer about a request, while it has not.
ALTER TABLE "request" ADD COLUMN "answerDueOn" TEXT;
